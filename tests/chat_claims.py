"""Sentences about the shipped article, true and false ones, as a chat model may write them."""

TRUE = {
    "en": [
        "The French chief of staff spoke by telephone with his Russian counterpart Valery Gerasimov a few months ago.",
        "He talked to Valery Gerasimov by phone.",
        "Lecointre said that he had spoken with his Russian counterpart Valery Gerasimov.",
        "General François Lecointre wants to open a dialogue between the militaries of the two countries.",
        "The international coalition against terrorism is led by the United States of America.",
        "The crisis in the Central African Republic is the first test of this rapprochement.",
        "Russian influence has increased greatly since 2015.",
        "Macron called for rethinking our relationship with Russia.",
        "Pushing Russia away from Europe is a grave mistake.",
        "Lecointre spoke during a meeting with the association of journalists who cover defence.",
        "A direct line of communication between the two commands has been revived.",
        "The French and Russian armies have been holding discussions for several months.",
        "France needs to communicate with the Russian army to guarantee the security of its forces.",
        "The good intentions are barely noticeable at this stage.",
        "Russia's participation beside the Syrian Arab Army in the war on terror raised its standing internationally.",
        "Northeastern Syria is one of the fields in which Russian forces are present legitimately.",
        "French forces are present there in an illegitimate way.",
        "They have not yet reached that stage.",
        "The cautious start of the dialogue reflects the wish of French President Emmanuel Macron.",
    ],
    "ar": [
        "تحدث رئيس الأركان الفرنسي إلى نظيره الروسي فاليري غيراسيموف عبر الهاتف قبل بضعة أشهر.",
        "اتصل رئيس الأركان الفرنسي بنظيره الروسي فاليري غيراسيموف.",
        "تقود الولايات المتحدة الأميركية التحالف الدولي.",
        "الأزمة في جمهورية إفريقيا الوسطى هي الاختبار الأول لهذا التقارب.",
        "زاد النفوذ الروسي بشكل كبير منذ العام ٢٠١٥.",
        "دعا الرئيس الفرنسي إيمانويل ماكرون إلى إعادة التفكير في العلاقة مع روسيا.",
        "قال ماكرون إن دفع روسيا بعيداً عن أوروبا خطأ فادح.",
        "النوايا الحسنة بالكاد ملحوظة في هذه المرحلة.",
        "القوات الفرنسية موجودة بصورة غير شرعية.",
        "لم نصل بعد إلى تلك المرحلة، بحسب لوكوانتر.",
        "يخوض الجيشان الفرنسي والروسي نقاشات منذ عدة أشهر.",
        "التقى لوكوانتر جمعية الصحفيين المختصين في قضايا الدفاع.",
    ],
    "fr": [
        "Le chef d'état-major français a parlé au téléphone à son homologue russe Valery Gerasimov il y a quelques mois.",
        "L'influence russe a fortement augmenté depuis 2015.",
    ],
}
"""Faithful sentences by their language; the article is in Arabic."""

FALSE = {
    "en": [
        "The French chief of staff spoke by telephone with Sergei Shoigu.",
        "The French chief of staff spoke by telephone with his Russian counterpart Sergei Lavrov a few months ago.",
        "Lecointre spoke with Vladimir Putin by phone.",
        "shoigu spoke by telephone with his counterpart a few months ago.",
        "The French minister of defence is Florence Parly.",
        "Russian influence has increased greatly since 2011.",
        "Russian influence has grown by 40% since 2015.",
        "The international coalition against terrorism is led by Germany.",
        "The crisis in Mali is the first test of this rapprochement.",
        "The crisis in the Central African Republic is the third test of this rapprochement.",
        "Donald Trump called for rethinking our relationship with Russia.",
        "The mayor of Paris opened a new bakery on Monday.",
        "The Mona Lisa was painted by Leonardo da Vinci.",
        "Bread is baked at 220 degrees for 35 minutes.",
        "The chief of staff met three ministers in Moscow.",
        "The French and Russian armies have not held any discussions.",
        "Lecointre met Gerasimov in Geneva.",
        "France has 2,000 soldiers in Syria.",
        "Bangui is the capital of the Central African Republic.",
        "Macron was born in Amiens.",
        "The article was written by John Smith.",
        "Lecointre resigned last week.",
        "France declared war on Russia.",
    ],
    "ar": [
        "تحدث رئيس الأركان الفرنسي إلى سيرغي شويغو عبر الهاتف.",
        "تحدث رئيس الأركان الفرنسي إلى نظيره الروسي سيرغي لافروف عبر الهاتف قبل بضعة أشهر.",
        "تقود ألمانيا التحالف الدولي.",
        "زاد النفوذ الروسي بشكل كبير منذ العام ٢٠١١.",
        "زاد النفوذ الروسي بنسبة أربعين بالمئة منذ العام 2015.",
        "الأزمة في مالي هي الاختبار الأول لهذا التقارب.",
        "دعا الرئيس الأميركي دونالد ترامب إلى إعادة التفكير في العلاقة مع روسيا.",
        "وزيرة الدفاع الفرنسية هي فلورانس بارلي.",
        "لم يتحدث رئيس الأركان الفرنسي إلى نظيره الروسي فاليري غيراسيموف.",
        "وصلنا إلى تلك المرحلة.",
        "عاصمة جمهورية إفريقيا الوسطى هي بانغي.",
        "ولد لوكوانتر عام 1962.",
        "لفرنسا ألفا جندي في سورية.",
        "التقى لوكوانتر بوتين في موسكو.",
        "يخوض الجيشان الفرنسي والصيني نقاشات منذ عدة أشهر.",
        "خبزت أمي خبزاً لذيذاً.",
        "قتل غيراسيموف لوكوانتر.",
    ],
    "fr": [
        "Le chef d'état-major français a parlé au téléphone à Sergueï Choïgou.",
        "L'influence russe a fortement augmenté depuis 2011.",
    ],
}
"""Sentences that the article does not bear out."""

BRIDGE_TRUE = {
    "en": [
        "The city council approved a new bridge over the river Lena on Tuesday.",
        "The new bridge is expected to cost 42 million dollars.",
        "It will open in 2027.",
        "According to Mayor Karim Haddad, the old bridge could no longer carry heavy lorries.",
        "The old bridge was built in 1931.",
        "Elena Petrova voted against it because the money was needed for schools.",
        "A Danish company, Nordvik, will do the work and employ about three hundred people.",
        "The mayor did not say how long the river would be closed to boats.",
        "Fishermen are afraid of losing income.",
        "Haddad told reporters that they had waited too long.",
    ],
    "ar": [
        "وافق مجلس المدينة على بناء جسر جديد فوق نهر لينا يوم الثلاثاء.",
        "تبلغ كلفة الجسر الجديد 42 مليون دولار.",
        "صوتت إيلينا بتروفا ضد الخطة.",
        "ستنفذ الأعمال شركة نوردفيك الدنماركية.",
        "بُني الجسر القديم في عام 1931.",
    ],
    "fr": [
        "Le conseil municipal de Marsa a approuvé mardi un nouveau pont sur la rivière Lena.",
        "Le pont coûtera 42 millions de dollars.",
    ],
}
BRIDGE_FALSE = {
    "en": [
        "The city council rejected the new bridge over the river Lena on Tuesday.",
        "The new bridge will cost 52 million dollars.",
        "The bridge will open in 2029.",
        "Mayor Omar Haddad said that the old bridge could no longer carry heavy lorries.",
        "Elena Petrova voted for the plan.",
        "Karim Haddad voted against the plan.",
        "A Swedish company will do the work.",
        "The mayor said how long the river would be closed to boats.",
        "Petrova was arrested after the vote.",
        "Haddad took a bribe of 42 million dollars from Nordvik.",
        "The old bridge could carry heavy lorries.",
        "Fishermen are happy about the bridge.",
        "Marsa is the capital of Egypt.",
        "Nordvik will not employ about 300 people.",
        "The vote was on Wednesday.",
    ],
    "ar": [
        "رفض مجلس المدينة جسر نهر النيل يوم الثلاثاء.",
        "تبلغ كلفة الجسر الجديد 52 مليون دولار.",
        "صوتت فاطمة الزهراء ضد الخطة.",
        "ستنفذ الأعمال شركة سيمنز الألمانية.",
    ],
    "fr": ["Le pont coûtera 52 millions de dollars.", "Le maire Jean Dupont a approuvé le pont."],
}
"""The same about `chat_world.BRIDGE`, which is in English."""

HOSPITAL_TEXT = """\
أعلنت وزارة الصحة الأردنية يوم الخميس افتتاح مستشفى جديد للأطفال في مدينة إربد، بعد أعمال بناء استغرقت أربع سنوات. ويضم المستشفى 220 سريراً وثماني غرف عمليات.
وقالت مديرة المستشفى الدكتورة ريم الخطيب إن القسم الأول سيستقبل المرضى مطلع الشهر المقبل، وأضافت أن نحو ستين ممرضة لم يُوظَّفن بعد. وأشارت إلى أن نقص الممرضات هو أكبر مشكلة تواجه المستشفى.
وبلغت كلفة المشروع 75 مليون دينار، دفع الاتحاد الأوروبي ثلثها، بينما قدّمت اليابان الأجهزة الطبية. وكان مستشفى المدينة القديم، الذي بُني عام 1958، قد أُغلق جزئياً بعد حريق في العام 2019.
وانتقد النائب خالد المومني تأخر الافتتاح، وقال إن الأهالي اضطروا إلى السفر إلى عمّان لعلاج أطفالهم. ورد الوزير بأن الجائحة أوقفت أعمال البناء أكثر من عام.
"""
HOSPITAL_TRUE = {
    "en": [
        "A new children's hospital is being opened in the city of Irbid.",
        "The hospital has 220 beds and eight operating rooms.",
        "Construction took four years.",
        "According to the director, Dr Reem Al-Khatib, the first department will receive patients at the beginning of next month.",
        "About sixty nurses have not been hired yet.",
        "The shortage of nurses is the biggest problem facing the hospital.",
        "The project cost 75 million dinars.",
        "The European Union paid a third of the cost.",
        "Japan provided the medical equipment.",
        "The old city hospital was built in 1958.",
        "The old hospital was partly closed after a fire in 2019.",
        "Member of parliament Khaled Al-Momani criticised the delay of the opening.",
        "Families had to travel to Amman for the treatment of their children.",
        "The minister replied that the pandemic had stopped the construction work for more than a year.",
    ],
    "ar": [
        "افتتحت وزارة الصحة الأردنية مستشفى جديداً للأطفال في إربد.",
        "يضم المستشفى الجديد 220 سريراً.",
        "في المستشفى ثماني غرف عمليات.",
        "استغرق بناء المستشفى أربع سنوات.",
        "قالت الدكتورة ريم الخطيب إن القسم الأول سيستقبل المرضى مطلع الشهر المقبل.",
        "لم توظف نحو ستين ممرضة بعد.",
        "أكبر مشكلة تواجه المستشفى هي نقص الممرضات.",
        "كلف المشروع 75 مليون دينار.",
        "دفع الاتحاد الأوروبي ثلث كلفة المشروع.",
        "قدمت اليابان الأجهزة الطبية للمستشفى.",
        "أغلق مستشفى المدينة القديم جزئياً بعد حريق عام ٢٠١٩.",
        "انتقد النائب خالد المومني تأخر افتتاح المستشفى.",
        "اضطر الأهالي إلى السفر إلى عمّان لعلاج أطفالهم.",
    ],
}
HOSPITAL_FALSE = {
    "en": [
        "A new children's hospital is being opened in the city of Zarqa.",
        "The hospital has 320 beds.",
        "Construction took six years.",
        "According to the director, Dr Huda Nasser, the first department will receive patients next month.",
        "About ninety nurses have not been hired yet.",
        "The shortage of money is the biggest problem facing the hospital.",
        "The project cost 75 million dollars.",
        "The United Nations paid a third of the cost.",
        "China provided the medical equipment.",
        "The old city hospital was built in 1985.",
        "The old hospital was closed after an earthquake in 2019.",
        "Khaled Al-Momani praised the minister.",
        "Reem Al-Khatib resigned on Thursday.",
        "The nurses went on strike for higher wages.",
        "The hospital has no operating rooms.",
        "The minister apologised to the families.",
        "Japan criticised the delay of the opening.",
    ],
    "ar": [
        "افتتحت وزارة الصحة الأردنية مستشفى جديداً للأطفال في الزرقاء.",
        "يضم المستشفى الجديد 320 سريراً.",
        "استغرق بناء المستشفى ست سنوات.",
        "قالت الدكتورة هدى ناصر إن القسم الأول سيستقبل المرضى مطلع الشهر المقبل.",
        "لم يستقبل القسم الأول المرضى.",
        "أكبر مشكلة تواجه المستشفى هي نقص المال.",
        "كلف المشروع 57 مليون دينار.",
        "دفعت الأمم المتحدة ثلث كلفة المشروع.",
        "قدمت الصين الأجهزة الطبية للمستشفى.",
        "أغلق المستشفى القديم بعد زلزال عام 2019.",
        "انتقد النائب سامر العدوان تأخر افتتاح المستشفى.",
        "انتقدت ريم الخطيب تأخر الافتتاح.",
        "قدم الاتحاد الأوروبي الأجهزة الطبية.",
        "أوقفت الحرب أعمال البناء أكثر من عام.",
    ],
}

FESTIVAL_TEXT = """\
اختتم مهرجان قرطاج السينمائي دورته الثلاثين مساء السبت في تونس العاصمة بحضور أكثر من ألفي ضيف من خمسين دولة. وفاز الفيلم المغربي «ظل البحر» للمخرجة سلمى بناني بالجائزة الكبرى، بينما ذهبت جائزة أفضل ممثل إلى المصري عمرو فؤاد.
وقالت بناني بعد تسلم الجائزة إنها صورت الفيلم في قرية صيادين صغيرة على ساحل الأطلسي خلال ستة أسابيع، وإن معظم الممثلين لم يقفوا أمام الكاميرا من قبل. وأهدت الجائزة إلى جدتها التي علمتها القراءة.
وأوضح مدير المهرجان نبيل الشريف أن الميزانية انخفضت هذا العام بنسبة 15 بالمئة بسبب الأزمة الاقتصادية، لكنه نفى وجود خطط لإلغاء الدورة المقبلة. وأضاف: «عدد التذاكر المبيعة ارتفع إلى 120 ألفاً، وهو رقم لم نحققه منذ عام 2011».
واحتج عشرات العاملين في قطاع السينما أمام المسرح البلدي مطالبين بزيادة الدعم الحكومي للإنتاج المحلي. ولم تعلق وزارة الثقافة على مطالبهم.
"""
FESTIVAL_TRUE = {
    "en": [
        "The Carthage film festival ended its thirtieth edition on Saturday evening in Tunis.",
        "The Moroccan film by director Salma Bennani won the grand prize.",
        "The prize for best actor went to the Egyptian Amr Fouad.",
        "Bennani shot the film in a small fishing village on the Atlantic coast in six weeks.",
        "Most of the actors had never stood in front of a camera before.",
        "She dedicated the award to her grandmother, who taught her to read.",
        "The budget fell by 15 percent this year because of the economic crisis.",
        "Director Nabil Al-Sharif denied that there are plans to cancel the next edition.",
        "The number of tickets sold rose to 120,000.",
        "Dozens of film workers protested in front of the municipal theatre.",
        "They demanded more government support for local production.",
        "The ministry of culture did not comment on their demands.",
    ],
    "ar": [
        "اختتم مهرجان قرطاج السينمائي دورته الثلاثين مساء السبت.",
        "فاز الفيلم المغربي «ظل البحر» بالجائزة الكبرى.",
        "ذهبت جائزة أفضل ممثل إلى عمرو فؤاد.",
        "صورت سلمى بناني الفيلم في قرية صيادين صغيرة على ساحل الأطلسي.",
        "معظم الممثلين لم يقفوا أمام الكاميرا من قبل.",
        "أهدت المخرجة الجائزة إلى جدتها التي علمتها القراءة.",
        "انخفضت ميزانية المهرجان بنسبة 15٪ بسبب الأزمة الاقتصادية.",
        "نفى مدير المهرجان وجود خطط لإلغاء الدورة المقبلة.",
        "ارتفع عدد التذاكر المبيعة إلى 120 ألفاً.",
        "احتج عشرات العاملين في قطاع السينما أمام المسرح البلدي.",
        "لم تعلق وزارة الثقافة على مطالب المحتجين.",
    ],
}
FESTIVAL_FALSE = {
    "en": [
        "The Carthage film festival ended its twentieth edition on Saturday evening.",
        "The festival ended on Sunday evening.",
        "The Algerian film by director Salma Bennani won the grand prize.",
        "The prize for best actor went to Salma Bennani.",
        "The prize for best actor went to the Egyptian Omar Sharif.",
        "Bennani shot the film in six months.",
        "She dedicated the award to her mother.",
        "The budget fell by 25 percent this year.",
        "The budget rose by 15 percent this year.",
        "The director confirmed that the next edition will be cancelled.",
        "The number of tickets sold fell to 120,000.",
        "The ministry of culture agreed to their demands.",
        "The festival was attended by the president.",
    ],
    "ar": [
        "اختتم مهرجان قرطاج السينمائي دورته العشرين مساء السبت.",
        "فاز الفيلم الجزائري بالجائزة الكبرى.",
        "ذهبت جائزة أفضل ممثل إلى عادل إمام.",
        "ذهبت جائزة أفضل ممثل إلى سلمى بناني.",
        "أهدت المخرجة الجائزة إلى والدتها.",
        "ارتفعت ميزانية المهرجان بنسبة 15٪.",
        "انخفضت الميزانية بنسبة 50٪ بسبب الأزمة الاقتصادية.",
        "أكد مدير المهرجان وجود خطط لإلغاء الدورة المقبلة.",
        "انخفض عدد التذاكر المبيعة إلى 120 ألفاً.",
        "علقت وزارة الثقافة على مطالبهم.",
        "وافقت وزارة الثقافة على مطالبهم.",
        "احتج مئات الصيادين أمام المسرح البلدي.",
    ],
}

LIBRARY_TEXT = """\
The national library of Norvia will move its 3 million books to a new building in the port of Selby next spring. The old building, a palace of 1887, has suffered from damp for years, and two reading rooms had to be closed in 2022.
Director Ingrid Falk said that the move would take five months. Readers will be able to order books during that time, but not to visit. “Nobody has ever moved a collection of this size here,” she said.
The new building was designed by the Lebanese architect Tarek Mansour and cost 310 million euros, 40 million more than planned. Parliament approved the additional money in March after a long debate. The Green Party abstained.
The palace will become a hotel. A group of professors had asked the government to keep it public, and collected 18,000 signatures. The minister of culture, Pavel Oren, called their plan too expensive.
"""
LIBRARY_TRUE = {
    "en": [
        "The national library will move to a new building in the port of Selby next spring.",
        "Two reading rooms had to be closed in 2022.",
        "According to Ingrid Falk, the move will take five months.",
        "Readers can order books during the move but cannot visit the library.",
        "The building was designed by Tarek Mansour, an architect from Lebanon.",
        "It cost 310 million euros, which was 40 million more than planned.",
        "Parliament approved the additional money in March.",
        "The old palace is going to become a hotel.",
        "Professors collected 18,000 signatures to keep it public.",
        "Culture minister Pavel Oren said that the plan was too expensive.",
    ],
    "ar": [
        "ستنتقل المكتبة الوطنية إلى مبنى جديد في ميناء سيلبي في الربيع المقبل.",
        "صمم المبنى الجديد المعماري اللبناني طارق منصور.",
        "بلغت كلفة المبنى 310 ملايين يورو.",
        "سيتحول القصر إلى فندق.",
        "وافق البرلمان على المال الإضافي في مارس.",
        "قالت المديرة إنغريد فالك إن النقل سيستغرق خمسة أشهر.",
    ],
}
LIBRARY_FALSE = {
    "en": [
        "The national library will move to a new building in the port of Selby next autumn.",
        "Three reading rooms had to be closed in 2022.",
        "According to Ingrid Falk, the move will take five weeks.",
        "Readers can visit the library during the move.",
        "The building was designed by Pavel Oren.",
        "It cost 410 million euros.",
        "The Green Party approved the additional money.",
        "The old palace is going to become a museum.",
        "Students collected 18,000 signatures to keep it public.",
        "Pavel Oren supported the plan of the professors.",
        "Ingrid Falk resigned in March.",
        "The new building suffers from damp.",
    ],
    "ar": [
        "ستنتقل المكتبة الوطنية إلى مبنى جديد في مدينة القاهرة.",
        "صمم المبنى الجديد المعماري المصري حسن فتحي.",
        "بلغت كلفة المبنى 210 ملايين يورو.",
        "سيتحول القصر إلى متحف.",
        "رفض البرلمان المال الإضافي في مارس.",
        "قالت المديرة إن النقل سيستغرق خمسة أسابيع.",
    ],
}
"""Texts whose sentences were measured before they were used to improve what was found wrong."""

WATER_TEXT = """\
قررت شركة المياه في مدينة صفاقس قطع المياه عن ثلاثة أحياء يوم الأربعاء من الثامنة صباحاً حتى السادسة مساءً لإصلاح أنبوب رئيسي تضرر بسبب أشغال الطرق. ودعت الشركة السكان إلى تخزين كميات كافية.
وقال المهندس ياسين الطرابلسي إن الأنبوب، الذي رُكّب قبل نصف قرن، ينقل مياه سد بعيد إلى أكثر من 90 ألف شخص. وأضاف أن استبداله بالكامل يحتاج إلى سنتين وتمويل من البنك الدولي.
واشتكت مستشفيات ومدارس من الإعلان المتأخر، وطلبت صهاريج مجانية. ووعدت البلدية بإرسال أربعة صهاريج، لكنها اعترفت بأن هذا العدد لا يكفي.
وكان انقطاع مماثل في الصيف الماضي قد استمر ثلاثة أيام وأدى إلى احتجاجات. ولم تعتذر الشركة حينها عن التأخير.
"""
WATER_TRUE = {
    "en": [
        "The water company in Sfax will cut off the water of three districts on Wednesday.",
        "A main pipe was damaged by road works.",
        "The company called on residents to store enough water.",
        "Engineer Yassine Trabelsi said that the pipe was installed half a century ago.",
        "The pipe carries water from a distant dam to more than 90,000 people.",
        "Replacing it completely would take two years and need funding from the World Bank.",
        "Hospitals and schools complained about the late announcement.",
        "The municipality promised to send four tankers but admitted that this is not enough.",
        "A similar cut last summer lasted three days and led to protests.",
        "The company did not apologise for the delay at that time.",
    ],
    "ar": [
        "ستقطع شركة المياه في صفاقس المياه عن ثلاثة أحياء يوم الأربعاء.",
        "تضرر أنبوب رئيسي بسبب أشغال الطرق.",
        "دعت الشركة السكان إلى تخزين كميات كافية من المياه.",
        "قال المهندس ياسين الطرابلسي إن الأنبوب رُكّب قبل نصف قرن.",
        "ينقل الأنبوب المياه إلى أكثر من 90 ألف شخص.",
        "يحتاج استبدال الأنبوب بالكامل إلى سنتين.",
        "اشتكت مستشفيات ومدارس من الإعلان المتأخر.",
        "وعدت البلدية بإرسال أربعة صهاريج.",
        "استمر انقطاع مماثل في الصيف الماضي ثلاثة أيام.",
        "لم تعتذر الشركة عن التأخير.",
    ],
}
WATER_FALSE = {
    "en": [
        "The water company in Sousse will cut off the water of three districts on Wednesday.",
        "The water will be cut off on Thursday.",
        "The pipe was damaged by an accident with a truck.",
        "Engineer Karim Trabelsi said that the pipe was installed half a century ago.",
        "The pipe carries water to more than 900,000 people.",
        "Replacing it completely would take two months.",
        "Funding will come from the African Development Bank.",
        "The municipality promised to send forty tankers.",
        "The number of tankers is enough.",
        "A similar cut last summer lasted three weeks.",
        "The company apologised for the delay.",
        "Hotels complained about the late announcement.",
    ],
    "ar": [
        "ستقطع شركة الكهرباء المياه عن ثلاثة أحياء يوم الأربعاء.",
        "ستقطع شركة المياه في سوسة المياه يوم الأربعاء.",
        "تضرر الأنبوب بسبب زلزال.",
        "قال المهندس كريم المرزوقي إن الأنبوب رُكّب قبل نصف قرن.",
        "ينقل الأنبوب المياه إلى أكثر من 900 ألف شخص.",
        "يحتاج استبدال الأنبوب بالكامل إلى شهرين.",
        "وعدت البلدية بإرسال سبعة صهاريج.",
        "اعتذرت الشركة عن التأخير.",
        "اشتكت فنادق ومطاعم من الإعلان المتأخر.",
        "طلبت البلدية صهاريج مجانية.",
        "وعدت المستشفيات بإرسال أربعة صهاريج.",
        "استمر انقطاع مماثل في الشتاء الماضي ثلاثة أيام.",
    ],
}
"""Text and sentences that nothing was tuned on; they are measured and not asserted."""

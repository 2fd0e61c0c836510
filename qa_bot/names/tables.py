"""Names that are called differently in Arabic and in other languages, and words that are no names.

A name that is written as it sounds, as most are, needs no table: see `qa_bot.names.matching`. Here
stand those that are not: countries, their people, capitals, months, days, and bodies that are
translated. In Arabic a trailing ``~`` stands for the endings of people and things of a country.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENTRIES: Final = """
afghanistan afghan|افغانستان افغان~
albania albanian|البانيا البان~
algeria algerian|الجزائر جزائر~ جزاير~
argentina argentine argentinian|الارجنتين ارجنتين~
armenia armenian|ارمينيا ارمن~ ارمين~
australia australian|استراليا استرال~
austria austrian|النمسا نمساو~ نمسو~
azerbaijan azerbaijani|اذربيجان اذربيجان~ اذر~
bahrain bahraini|البحرين بحرين~
bangladesh bangladeshi|بنغلاديش بنجلاديش بنغلاديش~
belarus belarusian|بيلاروسيا بيلاروس~
belgium belgian|بلجيكا بلجيك~
bosnia bosnian|البوسنه بوسن~
brazil brazilian|البرازيل برازيل~
britain british briton britons uk united_kingdom|بريطانيا بريطان~ المملكه_المتحده
bulgaria bulgarian|بلغاريا بلغار~
canada canadian|كندا كند~
chad chadian|تشاد تشاد~
chile chilean|تشيلي تشيل~
china chinese|الصين صين~
colombia colombian|كولومبيا كولومب~
congo congolese|الكونغو كونغو كونغول~
croatia croatian croat|كرواتيا كروات~
cuba cuban|كوبا كوب~
cyprus cypriot|قبرص قبرص~
czechia czech|التشيك تشيك~
denmark danish dane|الدنمارك الدانمارك دنمارك~ دانمارك~
egypt egyptian|مصر مصر~
england english|انجلترا انكلترا انجليز~ انكليز~
estonia estonian|استونيا استون~
ethiopia ethiopian|اثيوبيا اثيوب~
finland finnish finn|فنلندا فنلند~
france french frenchman frenchmen|فرنسا فرنس~
georgia georgian|جورجيا جورج~
germany german|المانيا المان~
greece greek|اليونان يونان~
holland netherlands dutch|هولندا هولند~
hungary hungarian|المجر هنغاريا مجر~ هنغار~
iceland icelandic|ايسلندا ايسلند~
india indian|الهند هند هند~
indonesia indonesian|اندونيسيا اندونيس~
iran iranian|ايران ايران~
iraq iraqi|العراق عراق عراق~
ireland irish|ايرلندا ايرلند~
israel israeli|اسراييل اسرائيل اسراييل~
italy italian|ايطاليا ايطال~
japan japanese|اليابان يابان~
jordan jordanian|الاردن اردن~
kazakhstan kazakh|كازاخستان كازاخ~ كازاخستان~
kenya kenyan|كينيا كين~
korea korean|كوريا كور~
kurdistan kurdish kurd|كردستان كرد~ اكراد
kuwait kuwaiti|الكويت كويت~
lebanon lebanese|لبنان لبنان~
libya libyan|ليبيا ليب~
lithuania lithuanian|ليتوانيا ليتوان~
mali malian|مالي
mauritania mauritanian|موريتانيا موريتان~
mexico mexican|المكسيك مكسيك~
morocco moroccan|المغرب مغرب~ مغارب~
myanmar burma burmese|ميانمار بورما بورم~
nigeria nigerian|نيجيريا نيجير~
niger nigerien|النيجر
norway norwegian|النرويج نرويج~
oman omani|عمان عمان~
pakistan pakistani|باكستان باكستان~
palestine palestinian|فلسطين فلسطين~
poland polish pole|بولندا بولند~ بولون~
portugal portuguese|البرتغال برتغال~
qatar qatari|قطر قطر~
romania romanian|رومانيا رومان~
russia russian|روسيا روس روس~
rwanda rwandan|رواندا رواند~
saudi saudis|السعوديه سعود~
scotland scottish scot|اسكتلندا اسكتلند~
senegal senegalese|السنغال سنغال~
serbia serbian serb|صربيا صرب صرب~
somalia somali|الصومال صومال~
spain spanish spaniard|اسبانيا اسبان~
sudan sudanese|السودان سودان~
sweden swedish swede|السويد سويد~
switzerland swiss|سويسرا سويسر~
syria syrian|سوريا سوريه سوري سوريين سوريون السوري السوريه
taiwan taiwanese|تايوان تايوان~
thailand thai|تايلاند تايلند تايلند~
tunisia tunisian|تونس تونس~
turkey turkish turk turks|تركيا ترك~ اتراك
ukraine ukrainian|اوكرانيا اوكران~
emirates uae emirati|الامارات امارات~
us usa u.s american america united_states|امريكا اميركا امريك~ اميرك~ الولايات_المتحده
soviet soviets ussr|السوفيتي السوفييتي السوفياتي سوفيت~ سوفييت~ سوفيات~
vietnam vietnamese|فيتنام فيتنام~
yemen yemeni|اليمن يمن~
africa african|افريقيا افريق~
asia asian|اسيا اسيو~
europe european|اوروبا اوربا اوروب~ اورب~
arab arabs arabic arabian|عرب عرب~ العرب
islam islamic muslim muslims islamist|اسلام الاسلام اسلام~ مسلم مسلم~ مسلمين مسلمون
christian christians christianity christmas|مسيح~ مسيحيه الميلاد
jew jews jewish judaism|يهود يهود~
catholic|كاثوليك~
orthodox|ارثوذكس~
athens|اثينا
baghdad|بغداد
beijing|بكين
beirut|بيروت
berlin|برلين
brussels|بروكسل
cairo|القاهره
damascus|دمشق
doha|الدوحه
geneva|جنيف
gaza|غزه
istanbul|اسطنبول استانبول
jerusalem|القدس
kyiv kiev|كييف
london|لندن
mecca|مكه
medina|المدينه_المنوره
moscow|موسكو
paris|باريس
prague|براغ
riyadh|الرياض
rome|روما
seoul|سيول
tehran|طهران
tokyo|طوكيو
tripoli|طرابلس
vatican|الفاتيكان
vienna|فيينا
warsaw|وارسو
washington|واشنطن
aleppo|حلب
homs|حمص
euphrates|الفرات
tigris|دجله
nile|النيل
mediterranean|المتوسط
kremlin|الكرملين
elysee élysée|الاليزيه
white_house|البيت_الابيض
pentagon|البنتاغون
nato|الناتو ناتو حلف_شمال_الاطلسي
united_nations un|الامم_المتحده
security_council|مجلس_الامن
european_union eu|الاتحاد_الاوروبي
arab_league|جامعه_الدول_العربيه الجامعه_العربيه
world_bank|البنك_الدولي
international_monetary_fund imf|صندوق_النقد
hezbollah hizbullah|حزب_الله
isis daesh islamic_state|داعش الدوله_الاسلاميه
red_cross|الصليب_الاحمر
central_african_republic|جمهوريه_افريقيا_الوسطي افريقيا_الوسطي
middle_east|الشرق_الاوسط
near_east|الشرق_الادني
afp agence_france-presse|ا_ف_ب فرانس_برس
reuters|رويترز
ap associated_press|اسوشيتد_برس اسوشييتد_برس
january jan|يناير كانون_الثاني
february feb|فبراير شباط
march|مارس اذار
april apr|ابريل نيسان
may|مايو ايار
june|يونيو حزيران
july|يوليو تموز
august aug|اغسطس شهر_اب
september sept|سبتمبر ايلول
october oct|اكتوبر تشرين_الاول
november nov|نوفمبر تشرين_الثاني
december dec|ديسمبر كانون_الاول
monday|الاثنين الاثنان
tuesday|الثلاثاء
wednesday|الاربعاء
thursday|الخميس
friday|الجمعه
saturday|السبت
sunday|الاحد
ramadan|رمضان
god|الله اله
quran koran|القران
jesus|يسوع المسيح عيسي
moses|موسي
abraham ibrahim|ابراهيم
joseph yusuf youssef|يوسف
john|جون يوحنا
george|جورج
peter|بيتر بطرس
paul|بول بولس
amir emir|امير
adam|ادم
eva|ايفا
rami|رامي
sami|سامي
leila layla laila|ليلي
nour noor|نور
"""

ENTRIES: Final = tuple(
    tuple(tuple(side.replace("_", " ") for side in half.split()) for half in line.split("|"))
    for line in _ENTRIES.strip().splitlines()
)
"""Names by what they name: how it is called in Latin letters, and in Arabic, folded."""

TITLES: Final = _words(
    """
    academy admiral affairs agency agreement air ambassador ambassadors armed army article assembly
    association attorney authority bank battle bureau cabinet captain center central centre chairman
    chairwoman chancellor chief chiefs church city civil coalition college colonel commander
    commission commissioner committee company conference congress constitution corporation council
    countries country county court crisis deputy defence defense delegation department director
    district division doctor dr east eastern economy education embassy emperor empire executive
    faculty federal federation finance first force forces foreign former forum foundation fund
    general government governor group head health her high his home house institute intelligence
    interior international its joint journalists judge justice king kingdom lady law leader league
    lieutenant lord major marshal mayor middle military minister ministers ministry miss mission mr
    mrs ms museum national nations navy near north northeast northeastern northern northwest office
    officer official old operation organisation organization orient parliament party peace police
    policy pope president presidential press prime prince princess principal professor program
    project province public queen region regional representative republic river royal russo saint
    school science sea secretary security senate senator sheikh sir society south southern
    southeast special speaker staff state states street summit supreme their treaty tribune union
    united university vice war west western world
    """
)
"""Common words that English writes with a capital in titles and names of bodies."""

FUNCTION_WORDS: Final = _words(
    """
    a about above according across after afterwards again against ago all almost along already also
    although always among an and another any anyone anything are around as at back be because been
    before being below between both but by came can come could did do does doing done down during
    each either else even ever every few finally for from further had has have having he hence her
    here hers herself him himself his how however i if in indeed instead into is it its itself just
    later least less like made make makes many may me meanwhile might mine more moreover most much
    must my near nearly next nor not now of off often on once one only onto or other others our out
    over own per perhaps rather same several shall she should since so some someone something still
    such than that the their them themselves then there therefore these they this those though
    through throughout thus to together too toward towards under until unlike up upon us used using
    very was we well were what when where whereas whether which while who whom whose why will with
    within without would yes yet you your said says saying say added adds add stated states state
    noted notes note explained explains told tells reported reports mentioned
    le la les l un une des du de d et ou il elle ils elles ce cette ces son sa ses leur leurs en dans
    sur avec pour par est sont a ont été au aux qui que qu se ne pas plus selon
    el los las una unos del y o su sus con por para es son ha han en que se no lo al según
    der die das den dem des ein eine einer eines einem und oder er sie es ist sind hat haben in im am
    mit von zu zum zur auf für nach nicht sich dass laut
    """
)
"""Small words, and those that only report, of English, French, Spanish and German."""

SENTENCE_STARTERS: Final = _words(
    """
    activists agreement aircraft allies analysts army attacks authorities aims annual areas
    bananas building businesses children citizens civilians clashes climate communication
    companies construction contact contacts cooperation countries crises currently data
    democracy details dialogue differences diplomats discussions during earlier efforts elections
    energy engineers evidence exactly experts exports families farmers few fighters
    fighting first following food forces foreign former four five free funds further good great
    growth half health help historians history hundreds images in increasing industry inflation
    influence information initially intelligence interest investigators investors islands jobs joint
    journalists judges key land large last late lawyers leaders light local long low main major
    medical members men military millions money more most music nations negotiations neither
    neighbours new news no none nothing nobody numbers officers officials oil older opposition
    originally others overall parents part peace people plans plants police political power prices
    previously prices pressure private production profits progress protests public rain recent recently
    relations reports researchers residents rising roads sales schools scientists second security
    services seven similarly six small soldiers some sources specifically spending sport states
    staff steps stocks strong students studies supporters talks taxes teachers ten tensions terms
    ten thanks thirty thousands three today tomorrow tourists trade traffic trains troops twelve twenty
    two unemployment usually victims victory villages violence visitors volunteers voters wages war
    water weapons whether winter witnesses women work workers writers years yesterday young
    """
)
"""Words with which English sentences begin, and that are no names."""

GERMAN_ASKING: Final = _words(
    """
    wer wen wem wessen wann wie wo woher wohin womit warum weshalb wieso welche welcher welches
    welchen welchem
    """
)
"""Words with which one asks in German, which gives all its nouns capitals."""

REPORTING_ARABIC: Final = _words(
    """
    في من إلى على عن مع عند عبر حول بين بعد قبل منذ حتى خلال أثناء ضد نحو لدى أمام خلف فوق تحت ضمن
    وسط حسب بحسب وفق وفقا طبقا بسبب بفضل رغم مثل دون سوى إلا غير لا لم لن ليس ليست ما هل أن إن أنه
    إنه أنها إنها أنهم إنهم لأن لأنه لأنها لكن لكنه لكنها كان كانت كانوا يكون تكون يكونون كون كما
    كذلك أيضا هذا هذه ذلك تلك هؤلاء هناك هنا هو هي هم هما الذي التي الذين اللذين اللتان اللواتي ثم
    أو أم بل قد لقد سوف كل جميع بعض أي كلا كلتا بينما حيث حين حينما عندما إذ إذا لو لولا كي لكي مما
    عما فيما بما لما كيف متى أين لماذا ماذا نعم نفس ذات أحد إحدى واحد واحدة له لها لهم لهما به بها
    بهم فيه فيها فيهم منه منها منهم إليه إليها إليهم عليه عليها عليهم عنه عنها عنهم معه معها معهم
    لديه لديها لديهم بينهم بينهما بينها وهو وهي وهم أكثر أقل جدا فقط مجرد تقريبا حاليا سابقا لاحقا
    قال قالت قالوا يقول تقول قائلا قوله قولها أضاف أضافت يضيف مضيفا تابع تابعت أكد أكدت يؤكد تؤكد
    مؤكدا أوضح أوضحت يوضح موضحا أشار أشارت يشير تشير مشيرا ذكر ذكرت يذكر تذكر ذاكرا أعلن أعلنت يعلن
    معلنا صرح صرحت بين لفت اعتبر اعتبرت يعتبر تعتبر رأى يرى ترى وصف وصفت يصف واصفا أعرب أعربت عبر
    عبرت أبدى يعني تعني يعد تعد يمثل تمثل مثل مثلت جاء جاءت يأتي تم يتم وقد فقد وكان وكانت أصبح
    أصبحت يصبح بات باتت صار ظل بقي تعلق يتعلق بشأن المقال النص المقطع وكالة بالإضافة إضافة سبب أسباب
    السبب هدف الهدف بهدف نتيجة بذلك لذلك وذلك أما فإن وإن وأن وأنه وأنها حول بخصوص إزاء تجاه مقابل
    """
)
"""Arabic words that only join and report."""

COMMON_ARABIC: Final = _words(
    """
    تحدث يتحدث تحدثت اتصل اتصلت يتصل اتصال اتصالا تواصل يتواصل هاتفيا هاتف هاتفي كلم مكالمة أجرى
    أجرت يجري تجري إجراء حديث محادثة محادثات التقى التقت يلتقي لقاء اجتمع اجتمعت يجتمع تجتمع اجتماع
    شخص أشخاص رجل امرأة ناس الناس طرف طرفين جانب جانبين جهة جهات بلد بلدين بلاد دولة دول حكومة رئيس
    طلب طلبت يطلب أراد أرادت يريد تريد يرغب ترغب رغبة دعا دعت يدعو تدعو دعوة سعى سعت يسعى تسعى حاول
    حاولت يحاول محاولة هدف يهدف تهدف عمل يعمل تعمل قام قامت يقوم تقوم بدأ بدأت يبدأ تبدأ انطلق انطلقت
    انتهى انتهت ينتهي وقع وقعت يقع تقع حدث حدثت يحدث أحداث وجود وجد وجدت يوجد توجد موجود تواجد يتواجد
    زاد زادت يزيد تزيد ازداد ازدادت زيادة ارتفع ارتفعت يرتفع ارتفاع انخفض انخفضت ينخفض انخفاض نما نمو
    كبير كبيرة كبرى صغير صغيرة جديد جديدة قديم مهم مهمة أول الأول أولى الأولى ثاني ثالث آخر أخرى أخير
    أخيرة عام سنة عاما سنوات شهر أشهر شهور أسبوع أسابيع يوم أيام ساعة ساعات وقت زمن فترة مرحلة حاليا
    الآن اليوم أمس غدا عدة بضعة كثير كثيرة قليل معظم غالبية نصف جزء قسم عدد رقم نسبة مكان منطقة مدينة
    أدى أدت يؤدي تؤدي سمح يسمح تسمح أتاح يتيح تتيح ساعد ساعدت يساعد تساعد جعل جعلت يجعل أعطى قدم قدمت
    يقدم تقدم استخدم استخدمت يستخدم تستخدم استعمل حصل حصلت يحصل تحصل فعل يفعل شيء أمر أمور شأن موضوع
    مسألة قضية مشكلة حل حلول سؤال جواب معنى اسم يسمى تسمى سمي سميت يدعى تدعى معروف معروفة يعرف تعرف عرف
    يشمل تشمل شمل يضم تضم ضم يحتوي تحتوي يتكون تتكون يقود تقود قاد يترأس يرأس ترأس يتولى تولى شغل يشغل
    فاز فازت يفوز خسر خسرت شارك شاركت يشارك مشاركة عاد عادت يعود إعادة وصل وصلت يصل غادر ذهب سافر زار
    زيارة كتب كتبت يكتب نشر نشرت ينشر درس درست أسس أسست تأسس تأسست بنى بني بنيت أنشأ أنشئ أنشئت إنشاء
    ولد ولدت توفي توفيت مات عاش عاشت يعيش تعيش أراد يجب ينبغي يمكن ممكن يستطيع تستطيع استطاع قادر قادرة
    حاجة يحتاج تحتاج بحاجة ضرورة ضروري ضمان لضمان تجنب يتجنب لتجنب منع لمنع تقليل تخفيف تحسين تطوير دعم
    أساسي أساسية رئيسي رئيسية خاص خاصة عامة شامل مباشر مباشرة حسن جيد جيدة سيئ صعب سهل ممتاز بارز فكرة
    عملية عمليات طريقة طرق شكل صورة دور أثر تأثير نتائج أساس نوع أنواع مستوى حالة وضع أوضاع علاقة علاقات
    """
)
"""Arabic words of every day, none of them a name: an answer may use them where the article does not."""

FREQUENT_ARABIC: Final = _words(
    """
    ابرزها ابطال اتباع اتخذت اتفاقيه اجزاء اجل احتمال احفاد احيانا اختاره اختصارا اختيار اخذ
    اخرون اداء اداره اربع استخدام استقلت استمرت استنادا اسره اسماء اشتهر اشكال اصابه اصحاب اصدار
    اصدر اصغر اصل اصول اطلق اعتبارا اعتمادا اعضاء اعلان اعوام اغلب اغنيه افراد افضل اقاليم اقدم
    اقر اقصي اقليم اقيمت اكبر الاتجاه الاثار الاجتماعيه الاجمالي الاحياء الاحيان الاختلاف الادب
    الادني الاراضي الاربعه الارض الاستقلال الاشاره الاصابه الاصلاحات الاضطراب الاطلاق الاعتراف
    الاعتقاد الاعداد الاعراض الاعمال الاف الافلام الاقتصادي الاقتصاديه الاقوي الام الاماره
    الامبراطوريه الامراض الامن الانتاج الانتقال الانسان الباحثين البحث البحر البدايه البرلمان
    البشري البشريه البطوله التابعه التاريخ التاريخيه التاسع التاليه التجاره التجاريه التحكم
    التراث التركيز التسميه التشريعيه التطبيق التعاون التعريف التعليم التقاليد التقسيم التقليدي
    التقليديه التمثيل التمويل التنظيم التنفيذي التنميه التنوع التوالي التوسع الثالثه الثامن
    الثانويه الثانيه الثقافي الثقافيه الثلاثه الثوره الجسم الجغرافيه الجمعيه الجمهوريه الجنسي
    الجنوب الجنوبيه الجنود الجيش الجيوش الحادي الحاضر الحاليه الحدود الحديثه الحرب الحروب الحصول
    الحضاره الحكم الحكوميه الحياه الخامس الخامسه الخدمه الخلافات الداخليه الدستور الدوليه
    الدينيه الرابع الرسم الروحي السابع الساحل السادس السبع السكان السكانيه السكري السلام السلطه
    السنوات السنين السياسي السياسيه السيطره الشاعر الشباب الشديد الشرق الشرقيه الشعوب الشماليه
    الشمس الصحراء الصغري الصناعي الصناعيه الصوتي الضعف الطب الطبيب الطبيعي العاشر العالم
    العالميه العالي العدوي العديد العسكريه العصر العصور العظمي العلاج العلوم العمال الغربي
    الغربيه الفتيات الفرس الفريق الفصل الفقر الفني الفنيه الفوز القاره القانون القبايل القتال
    القديمه القرن القمر القوات القومي الكتاب الكليه اللاحقه اللغه الماضي المال الماليه المايه
    المباراه المتعلقه المثال المجاوره المجتمع المجموعه المحدود المحكمه المحلي المحليه المحيط
    المدرسه المدن المرتبه المركز المركزيه المساحه المستقبل المستوطنات المسرح المسلحه المشهور
    المصابين المطاف المعارك الملك الملكيه المملكه المناخ المناسبات المنتج المنزل الموافق الموت
    الموتمر الموجوده المورخين الموسيقي الموقع المولف الميه الناتج النار النظريه النموذج النهايه
    النهايي الهجره الهجوم الواقع الواقعه الوحيد الوحيده الوزراء الوزن الوصول الوطني الوطنيه
    امبراطوريه امتداد امتدت انتخاب انتشارا انتقل انحاء انذاك انضم انفسهم اهدافا اهم اواخر اوايل
    اياها ايه باستثناء باستخدام باسم باعتباره باقي بالخبر بالرجوع بالقرب باللاتينيه بان ببطوله
    بتغير بدء بدلا برز برلماني برنامج برياسه بسرعه بطولات بطوله بعثه بعنوان بعيده بقياده بكل
    بلدان بلغ بمساعده بناء بناوه بنت بهذا بواسطه تاريخيا تاسيس تبعها تبلغ تتالف تتبع تتضمن تتميز
    تجاريه تحتل تحدها تحديد تحقيق تحمل تحول تحويل تختلف تخرج تدخل تدمير تراجعت ترجمه تركز تزال
    تزوجت تسبب تسجيل تشكل تشكيل تصنيف تطور تظهر تعادل تعتمد تعرض تعود تغطي تغيير تفسير تقدير
    تقديم تكوين تلفزيونيه تمتد تمتلك تمكن تميزت توجيه توحيد ثلاثه ثمانيه ثوره جامعه جايزه جبال
    جزر جزيره جماعيه جمع جمهوريه حالات حجم حد حدوث حركه حصار حضاره حقق حقوق حقيقه حكام حلف حمله
    حوالي حوض حياته خارج خدمه خط خمس داخل دامت دايما دخل دخول دراسه درجه دفع دليل دولار ديانه ذا
    ذو رابطه ربع ربما رجال رسميا روساء زعيم زواج زوجته ساهم سبق سبيل سته سجل سريعه سطح سقوط سكان
    سلاله سلسله سن سواء سوق سيطرت شايعه شبه شرع شركات شركه شعبيه شمال شهدت شيوعا صراع صفات ضرب
    طفل طويله ظروف ظهرت ظهور عاصمه عامل عايله عباره عدم عرض عسكري عشر عشرين عضو عظيما عقب عقد
    علم علماء علو عموما عناصر عهد عودته فتح فترات فحص فرضيه فرع فرقه فريق فشل ففي فلم فمن فهو
    فهي فيلم قاره قانون قايد قايمه قبيله قتل قدر قرار قرر قريه قصيره قضاء قطاع قلب قناه قوات
    قواعد قوانين قوتها قوه قويه قياسي قيام قيد قيل كافه كامل كبار كليه كم كيلومتر لاعب لاكثر
    لاول لتحديد لتحقيق لدوله لصالح لعام لعب لفتره لفظ لقب لكره لكل للانديه للدفاع للفرد لمده
    لهذا ليله مباراه مبكره مترا متعدده متكرره متنوعه مجال مجلس مجله مجموعات مجموعه محافظه محدد
    مختلفه مدار مدرسه مدي مدير مرات مراحل مراكز مربع مرتبطه مرض مركبه مره مريض مساحه مستقله
    مسلسل مسمي مسووليه مسيرته مشاريع مشاكل مشاهده مشترك مشتقه مشوارها مصدر مصطلح معا معاهده معدل
    معركه معينه مفهوم مقاطعه مقر مقياس مكتب ملايين ملعب ملوك مليار مليون ممارسه ممثل مملكه مناطق
    منتصف منح منخفضه منصب منظمه مهد مواقع موسس موسم موشر موضع موطن ميات ميلا ميناء ناحيه نايب
    نجاحا نجح نزل نسخه نسمه نشات نطاق نظام نظرا نقطه نقل نمط نهايه نهر هاما هزم هزيمه واستمرت
    واسسوا واسع واسمها واصبح واصل واضحه واكبر والاقتصاديه والتنميه والتي والثانيه والثقافيه
    والجنوب والحديث والده والدوله والذي والسياسيه والشرق والعشرين والمحيط وانتهت وايضا وبالتالي
    وتصل وتم وجه وحتي وحد وخرج وراء ورقه وصولا وعد وفاه وفي وكل ولايات ولكن ولم وما ومع ومن وهذا
    ويرجع ويمكن يا يبلغ يجمع يحدها يختلف يد يسبب يشكل يصيب يطلق يظهر يعتقد يعتمد يقدر يكن يلعب
    """
)
"""More of the same, folded: the words that texts of many subjects share (those of six articles or
more of XQuAD and ARCD), without names."""

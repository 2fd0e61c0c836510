"""Words that need no proof in what a chat model says, and words that turn a sentence round."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON_ENGLISH: Final = _words(
    """
    able accept act actually additional afraid agree aim allow announce answer appear apply approach
    argue ask aspect assert attempt available aware base basis become begin believe belong big bring
    call carry case cause cease certain change claim clear close combine comment common complete
    concern conclude conduct confirm connect consider consist contain continue convey create current
    currently deal decide declare deem demand depend describe desire despite detail determine develop
    different difficult directly discuss done due early emphasise emphasize employ enable encourage
    ensure enter entire especially establish estimate eventually exist expect experience explain
    express extent face fact far fear feel find finish focus follow form former forward full further
    future gain general generally give go goal going good great guarantee happen happy hard help high
    highlight hold hope idea identify immediately important impossible include including indicate
    individual inform initial instead insist intend intention involve issue join keep key kind know
    large last late lead learn leave let like likely limit link little live locate long longer look
    lose main maintain major make manner matter mean meaning measure meet mention method moment move
    name namely necessary need new normal note notice number obtain occur offer old open operate order
    original originally own paper part particular particularly past pay people perform period person
    place plan point possible possibly power present previous previously problem process produce
    project promise propose provide publish purpose put question quick quickly reach real reason
    receive recent recently refer regard relate remain remark report represent request require
    respectively respond response result return reveal right role run say second see seek seem
    separate serious serve set share show similar simple simply single situation small specific
    speak stage stand state stay step still stress strong study such suggest suitable support sure
    take talk task tell term thing think time today together told total toward try turn type
    unable understand use used useful usual usually various view visible want way well whole wide will
    wish wonder word work worry write wrong year yet
    """
)
"""English words of every day that bring in nothing new: an answer may use them where the article
does not."""

NEGATIONS: Final = _words(
    """
    not no never none neither nor without cannot nobody nothing nowhere non pas jamais aucun aucune
    sans ni nicht kein keine nunca sin لا لم لن ليس ليست ليسوا لست غير عدم دون بدون بلا كلا ولا ولم
    ولن وليس وليست فلا فلم فلن فليس الا
    """
)
"""Words that turn a sentence into its opposite, folded."""

OPPOSITES: Final = _words("against unlike contre gegen ضد خلافا بخلاف")
"""Words that turn what follows into its opposite, where both texts are in one language."""

REVERSALS: Final = _words(
    """
    refuse refused refuses refusal deny denied denies denial fail failed fails failure reject
    rejected rejects rejection cancel cancelled canceled oppose opposed opposes ban banned forbid
    forbidden stop stopped halt halted abandon abandoned unable impossible illegal illegitimate
    unlawful رفض يرفض رفضت ترفض نفي ينفي نفت تنفي فشل يفشل فشلت تفشل الغي الغت يلغي عارض عارضت
    يعارض تعارض منع منعت يمنع حظر حظرت يحظر اوقف اوقفت يوقف مستحيل مستحيله
    """
)
"""Words that say that something is not, was not or will not be."""

DENIALS: Final = REVERSALS | _words(
    """
    barely hardly scarcely few little lack lacked lacks prevent prevented avoid avoided avoiding
    unlikely unnecessary unaware unknown absence end ended despite instead except only rather than
    longer بالكاد ما تجنب يتجنب لتجنب ونتجنب نتجنب استبعد انعدام غياب عوض بدل بدلا توقف لولا قلما
    نادرا فقط سوي مزعوم المزعوم
    """
)
"""Words that may carry the same denial in another way, folded."""

_EXCLUSIVE: Final = """
rise rises rose risen rising increase increases increased increasing grow grows grew grown climb climbed higher up surge surged ارتفع ارتفعت يرتفع ترتفع ارتفاع زاد زادت يزيد تزيد ازداد ازدادت زياده نما نمت صعد صعدت|fall falls fell fallen falling decrease decreases decreased decreasing drop drops dropped decline declines declined shrink shrank lower down انخفض انخفضت ينخفض تنخفض انخفاض تراجع تراجعت يتراجع هبط هبطت قل قلت نقص نقصت تقلص
win wins won winning victory فاز فازت يفوز تفوز فوز انتصر انتصرت|lose loses lost losing defeat defeated خسر خسرت يخسر تخسر خساره هزم هزمت هزيمه
open opens opened opening فتح فتحت افتتح افتتحت يفتتح افتتاح|close closes closed closing shut اغلق اغلقت يغلق تغلق اغلاق
begin begins began begun start starts started بدا بدات يبدا تبدا بدايه انطلق انطلقت|end ends ended ending finish finished انتهي انتهت ينتهي تنتهي نهايه اختتم اختتمت
before قبل|after بعد عقب
north northern شمال شمالي شماليه|south southern جنوب جنوبي جنوبيه|east eastern شرق شرقي شرقيه|west western غرب غربي غربيه
mother mothers والدته والدتها والده امه امها|father fathers والده والدها ابوه ابوها|grandmother جدته جدتها جده|grandfather جده جدها
son sons ابنه|daughter daughters ابنته ابنتها|brother brothers شقيقه شقيقها اخوه اخوها|sister sisters شقيقته شقيقتها اخته اختها|wife زوجته|husband زوجها
fire blaze حريق حرايق|earthquake زلزال|flood floods فيضان فيضانات|storm عاصفه|explosion انفجار|drought جفاف|pandemic epidemic جايحه وباء|war حرب
old older former قديم قديمه القديم القديمه السابق|new newer جديد جديده الجديد الجديده
large larger big bigger huge كبير كبيره|small smaller little صغير صغيره
rich غني غنيه|poor فقير فقيره
easy easily سهل سهله|difficult hard صعب صعبه
public عام عامه|private خاص خاصه
buy buys bought شري اشتري اشترت|sell sells sold باع باعت بيع
praise praised praises اشاد اشادت يشيد|criticise criticised criticises criticize criticized انتقد انتقدت ينتقد انتقاد
arrive arrived arrives وصل وصلت|leave left leaves departed غادر غادرت
import imports imported استورد استيراد واردات|export exports exported صدر تصدير صادرات
support supports supported دعم دعمت يدعم ايد ايدت|oppose opposes opposed عارض عارضت يعارض
confirm confirms confirmed اكد اكدت يوكد|deny denies denied نفي نفت ينفي
strengthen strengthened عزز عززت|weaken weakened اضعف اضعفت
more اكثر|less fewer اقل
morning صباح صباحا|evening مساء|night ليل ليلا
spring الربيع|summer الصيف صيف|autumn الخريف خريف|winter الشتاء شتاء
men رجال|women نساء|children اطفال الاطفال
"""

EXCLUSIVE: Final = tuple(
    tuple(frozenset(words.split()) for words in line.split("|"))
    for line in _EXCLUSIVE.strip().splitlines()
)
"""Groups of words of which one says what another does not: who fell has not risen. Folded."""

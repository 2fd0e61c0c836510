"""Numbers and names: what counts as the same one in Arabic and in other letters."""

import pytest
from chat_world import BRIDGE, CHIEF
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.chat.names import Words, unproved_names
from qa_bot.chat.numbers import are_proved, measures_stand_in, numbers

PAIRS = """
Gerasimov غيراسيموف|Macron ماكرون|Valery فاليري|Lecointre لوكوانتر|François فرنسوا|Emmanuel إيمانويل
Putin بوتين|Trump ترامب|Biden بايدن|Netanyahu نتنياهو|Zelensky زيلينسكي|Muhammad محمد|Mohammed محمد
Obama أوباما|Omar عمر|Hassan حسن|Assad الأسد|Merkel ميركل|Johnson جونسون|Sarkozy ساركوزي
Khalid خالد|Ahmed أحمد|Fatima فاطمة|Sergei سيرغي|Sergey سيرجي|Lavrov لافروف|Shoigu شويغو
Charles تشارلز|Michael مايكل|David ديفيد|Smith سميث|William ويليام|Erdogan أردوغان|Rouhani روحاني
Khamenei خامنئي|Abbas عباس|Arafat عرفات|Berlusconi برلسكوني|Angela أنجيلا|Vladimir فلاديمير
Barack باراك|Donald دونالد|Hillary هيلاري|Clinton كلينتون|Haftar حفتر|Saleh صالح|Hariri الحريري
Nasrallah نصرالله|Beethoven بيتهوفن|Einstein أينشتاين|Newton نيوتن|Tesla تسلا|Luther لوثر
Abdullah عبدالله|Salman سلمان|Boris بوريس|Scholz شولتس|Schröder شرودر|Houthi الحوثي|Idlib إدلب
Russia روسيا|Russian الروسية|French الفرنسيين|Germany ألمانيا|Egypt مصر|Greek اليونانيون
Cairo القاهرة|Damascus دمشق|Euphrates الفرات|Monday الاثنين|January يناير|NATO الناتو|Syrian السورية
"""


@pytest.mark.parametrize("pair", PAIRS.replace("\n", "|").strip("|").split("|"))
def test_a_name_is_known_in_both_scripts(pair):
    latin, arabic = pair.split()
    assert unproved_names(f"He met {latin}.", by=Words(f"التقى {arabic} أمس")) == []
    assert unproved_names(f"التقى {arabic}.", by=Words(f"He met {latin} yesterday.")) == []


STRANGERS = """\
    Carter Reagan Nixon Blair Cameron Thatcher Kennedy Lincoln Churchill Wilson Murphy Novak Garcia
    Martinez Lopez Ferrari Dubois Laurent Girard Fischer Weber Wagner Becker Nakamura Tanaka Singh
    Kumar Mubarak Morsi Tariq Bashir Kareem Jamal Walid Mariam Hamid Rashid Farid Munir Faris Shoigu
    Lavrov Putin Parly Trump Biden Merkel Germany China Italy Cairo London Friday August
"""


def test_names_that_are_not_in_the_article_are_not_found_there():
    text = Words(CHIEF.text)
    found = [name for name in STRANGERS.split() if not unproved_names(f"He met {name}.", by=text)]
    assert found == []


@pytest.mark.parametrize(
    ("claim", "unproved"),
    [
        ("He spoke to Valery Gerasimov.", []),
        ("President Emmanuel Macron said so.", []),
        ("Gerasimov's call was short.", []),
        ("The United States leads it.", []),
        ("AFP reported it.", []),
        ("He spoke to Sergei Shoigu.", ["Sergei", "Shoigu"]),
        ("Shoigu was called.", ["Shoigu"]),
        ("The United Nations lead it.", ["united nations"]),
        ("he called shoigu.", ["Called", "Shoigu"]),
        ("Pushing Russia away is a mistake.", []),
        ("قال ماكرون ذلك.", []),
        ("قال شويغو ذلك.", ["شويغو"]),
        ("تقود الأمم المتحدة التحالف.", ["الامم المتحده", "الأمم"]),
    ],
)
def test_what_is_no_name_needs_no_proof_and_what_may_be_one_does(claim, unproved):
    assert unproved_names(claim, by=Words(CHIEF.text)) == unproved


def test_names_are_held_against_a_text_in_their_own_letters_too():
    by = Words(BRIDGE.text)
    assert unproved_names("Petrova, Haddad and Nordvik met in Marsa on Tuesday.", by=by) == []
    assert unproved_names("Petrov met Hadad in Mars.", by=by) == ["Petrov", "Hadad", "Mars"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in 2015", {"2015"}),
        ("عام ٢٠١٥", {"2015"}),
        ("20 %, ٢٠٪, عشرون بالمئة, twenty percent, 20 في المئة", {"20%"}),
        ("3,500 or 3.500 or ٣٬٥٠٠ or 3\u202f500", {"3500"}),
        ("12.5 or 12,5 or ١٢٫٥", {"12.5"}),
        ("three million, 3 ملايين, 3,000,000", {"3000000"}),
        ("خمسة عشر, fifteen, 15", {"15"}),
        ("خمسة وعشرون, twenty-five, 25", {"25"}),
        ("ثلاثمئة, three hundred", {"300"}),
        ("a third, two thirds, ثلثها", {"1/3"}),
        ("the first, الأول, 1st", {"#1"}),
        ("no number, one of many, أحد الأشخاص", set()),
    ],
)
def test_numbers_are_the_same_in_all_digits_and_in_words(text, found):
    assert numbers(text) == found


def test_a_number_needs_the_same_number_and_two_may_be_a_dual():
    assert are_proved({"2015"}, by="منذ العام 2015")
    assert not are_proved({"2011"}, by="منذ العام 2015")
    assert not are_proved({"20%"}, by="20 men")
    assert are_proved({"2"}, by="بين البلدين")
    assert not are_proved({"2"}, by="في البلاد")


@pytest.mark.parametrize(
    ("claim", "evidence", "stand"),
    [
        ("It cost 75 million dollars.", "كلفته 75 مليون دينار", False),
        ("It cost 75 million dinars.", "كلفته 75 مليون دينار", True),
        ("It took four years.", "استغرق أربع سنوات", True),
        ("It took four years.", "استغرق أربعة أشهر", False),
        ("Many years ago", "قديماً", True),
    ],
)
def test_what_a_number_measures_has_to_be_named(claim, evidence, stand):
    assert measures_stand_in(claim, evidence=evidence) is stand


@given(st.text(), st.text())
def test_any_text_has_numbers_and_names(claim, text):
    assert are_proved(numbers(claim), by=claim)
    assert measures_stand_in(claim, evidence=claim)
    assert isinstance(unproved_names(claim, by=Words(text)), list)

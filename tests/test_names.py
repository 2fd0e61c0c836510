"""Names: what counts as the same one in Arabic and in other letters."""

import pytest
from chat_world import BRIDGE, CHIEF
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.names import Held, Words, names_held, unproved_names

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
    ("abbreviation", "arabic"),
    [
        ("BBC", "بي بي سي"),
        ("CNN", "سي إن إن"),
        ("ABC", "أيه بي سي"),
        ("CIA", "سي آي إيه"),
        ("FBI", "الإف بي آي"),
        ("MTV", "وإم تي في"),
        ("HD", "إتش دي"),
        ("KGB", "كي جي بي"),
    ],
)
def test_an_abbreviation_is_known_where_its_letters_are_spelled(abbreviation, arabic):
    assert unproved_names(f"He watched {abbreviation}.", by=Words(f"قالت {arabic} أمس")) == []
    others = {"BBC": "سي إن إن"}.get(abbreviation, "بي بي سي")
    assert unproved_names(f"He watched {abbreviation}.", by=Words(f"قالت {others} أمس"))


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Who did Macron call?", Held(1, 0)),
        ("Did Macron call Shoigu?", Held(0.5, 0.5)),
        ("Who is the French foreign minister?", Held(0, 0)),  # most texts have some country
        ("Who is the German foreign minister?", Held(0, 1)),
        ("Did the French president Macron call?", Held(1, 0)),
        ("Where did Shoigu meet Lavrov?", Held(0, 1)),
        ("Shoigu met whom?", Held(0, 0)),  # the first word has a capital in any case
        ("What does the BBC say?", Held(0, 0)),  # may be written in many ways
        ("who did macron call?", Held(0, 0)),
        ("Wen rief der Generalstabschef an?", Held(0, 0)),  # all its nouns have capitals
        ("بمن اتصل ماكرون؟", Held(0, 0)),
        ("Кому звонил Макрон?", Held(0, 0)),
        ("???", Held(0, 0)),
        ("", Held(0, 0)),
    ],
)
def test_a_question_tells_how_many_of_its_names_an_arabic_text_holds(question, held):
    assert names_held(question, by=Words(CHIEF.text)) == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Who is Karim Haddad?", Held(1, 0)),
        ("Where does Haddad meet Macron?", Held(0.5, 0.5)),
        ("من هو حداد؟", Held(1, 0)),
        ("من هو ماكرون؟", Held(0, 0)),  # it may be no name
    ],
)
def test_and_how_many_an_english_one_holds(question, held):
    assert names_held(question, by=Words(BRIDGE.text)) == held


def test_a_long_word_in_capitals_is_no_abbreviation():
    assert unproved_names(f"He met {'AI' * 500}.", by=Words("اي" * 5_000)) == ["AI" * 500]


@given(st.text(), st.text())
def test_any_text_has_names(claim, text):
    assert isinstance(unproved_names(claim, by=Words(text)), list)
    held = names_held(claim, by=Words(text))
    assert held.found + held.missing in (0, pytest.approx(1))

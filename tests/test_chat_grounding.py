import pytest
from chat_claims import BRIDGE_FALSE, BRIDGE_TRUE, FALSE, HOSPITAL_TEXT, TRUE
from chat_world import BRIDGE, CHIEF, embedder, grounder

from qa_bot import Article
from qa_bot.chat.parsing import Said

MISSED = {
    "Lecointre said that he had spoken with his Russian counterpart Valery Gerasimov.",
    "The international coalition against terrorism is led by the United States of America.",
    "Macron called for rethinking our relationship with Russia.",
    "A direct line of communication between the two commands has been revived.",
    "French forces are present there in an illegitimate way.",
    "Elena Petrova voted against it because the money was needed for schools.",
    "وافق مجلس المدينة على بناء جسر جديد فوق نهر لينا يوم الثلاثاء.",
    "تبلغ كلفة الجسر الجديد 42 مليون دولار.",
    "بُني الجسر القديم في عام 1931.",
}
"""Faithful sentences that are dropped all the same; the figures of the README count them."""


@pytest.fixture(scope="module")
def grounders():
    return {article.id: grounder(article, "What happened?") for article in (CHIEF, BRIDGE)}


def cases(*sides):
    return [
        pytest.param(article, claim, id=f"{article.id}-{language}-{n}")
        for article, claims in sides
        for language, listed in claims.items()
        for n, claim in enumerate(listed)
        if claim not in MISSED
    ]


@pytest.mark.parametrize(("article", "claim"), cases((CHIEF, TRUE), (BRIDGE, BRIDGE_TRUE)))
def test_a_faithful_sentence_is_borne_out_by_exact_words(grounders, article, claim):
    citations = grounders[article.id].evidence(Said(claim))
    assert citations
    assert all(c.quote == article.text[c.start : c.end] for c in citations)


@pytest.mark.parametrize(("article", "claim"), cases((CHIEF, FALSE), (BRIDGE, BRIDGE_FALSE)))
def test_a_false_sentence_is_not(grounders, article, claim):
    every = tuple(range(1, 13))
    for numbers in ((), (1,), (8,), every):
        assert grounders[article.id].evidence(Said(claim, numbers)) == ()


def test_at_least_25_faithful_sentences_are_kept():
    assert len(cases((CHIEF, TRUE), (BRIDGE, BRIDGE_TRUE))) >= 25


def test_the_evidence_is_the_sentence_that_says_it(grounders):
    [citation] = grounders["bridge"].evidence(Said("The old bridge was built in 1931.", (1,)))
    assert citation.quote.startswith("Mayor Karim Haddad said that the old bridge, built in 1931")
    assert citation.paragraph == 2


def test_a_sentence_may_need_the_words_of_two(grounders):
    claim = "The new bridge over the river Lena will cost 42 million dollars and open in 2027."
    citations = grounders["bridge"].evidence(Said(claim))
    assert [c.quote[:15] for c in citations] == ["The bridge will", "The city counci"]


@pytest.mark.parametrize("river", ["Volga", "Petrova"])
def test_what_the_evidence_does_not_name_is_read_before_it(grounders, river):
    claim = "The new bridge over the river {} will cost 42 million dollars and open in 2027."
    assert grounders["bridge"].evidence(Said(claim.format("Lena")))
    assert not grounders["bridge"].evidence(Said(claim.format(river)))


def test_an_invented_number_of_a_passage_finds_the_right_one(grounders):
    for numbers in ((4,), (0,), (77,), ()):
        [citation] = grounders["bridge"].evidence(Said("It will open in 2027.", numbers))
        assert citation.paragraph == 1


def test_names_and_deeds_of_different_sentences_are_not_put_together(grounders):
    for claim in ("Nordvik voted against the plan.", "Karim Haddad voted against the plan."):
        assert not grounders["bridge"].evidence(Said(claim, (2, 3)))


def test_who_is_called_she_is_named_before(grounders):
    claim = "Petrova argued that the money was needed for schools."
    assert grounders["bridge"].evidence(Said(claim))


def test_who_did_it_is_read_where_the_evidence_only_says_she(grounders):
    for name in ("Haddad", "Karim Haddad"):
        claim = f"{name} argued that the money was needed for schools."
        assert not grounders["bridge"].evidence(Said(claim))


def test_somebody_named_only_afterwards_did_not_do_it():
    article = Article(
        id="vote",
        title="",
        text="Parliament approved the additional money in March. The Green Party abstained.",
    )
    check = grounder(article)
    assert check.evidence(Said("Parliament approved the additional money."))
    assert not check.evidence(Said("The Green Party approved the additional money."))


def test_who_did_it_is_read_across_languages():
    article = Article(
        id="dates",
        title="",
        text=(
            "قال وزير الزراعة حيدر الجبوري إن إنتاج التمور ارتفع. "
            "وقال المزارع عباس كاظم إنه خسر نصف أشجاره في السنوات الخمس الماضية."
        ),
    )
    check = grounder(article)
    told = "lost half of his trees in the past five years."
    assert check.evidence(Said(f"Abbas Kadhim {told}"))
    assert not check.evidence(Said(f"Haider Al-Jubouri {told}"))


def test_a_rarer_word_in_another_language_needs_a_like_one():
    check = grounder(Article(id="hospital", title="", text=HOSPITAL_TEXT))
    told = "is the biggest problem facing the hospital."
    assert check.evidence(Said(f"The shortage of nurses {told}"))
    assert not check.evidence(Said(f"The shortage of money {told}"))


def test_a_passage_that_has_changed_or_gone_is_no_evidence():
    changed = {CHIEF.id: Article(id=CHIEF.id, title="", text="Something else.")}
    gone = grounder(CHIEF, lookup=changed.__getitem__)
    assert gone.texts == []
    assert gone.evidence(Said("Valery Gerasimov.", (8,))) == ()


def test_each_answer_embeds_its_passages_once():
    fresh = grounder(BRIDGE)
    fresh.evidence(Said("A Danish company will do the work.", (3,)))
    before = embedder().calls
    # Word for word there is nothing to compare by meaning.
    fresh.evidence(Said("The old bridge was built in 1931.", (2,)))
    assert embedder().calls == before

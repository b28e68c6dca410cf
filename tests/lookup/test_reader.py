import attrs
import pytest

from backpain_kb import QueryError, UnknownIdError, load
from backpain_kb.lookup.phrasing import Phrasing
from backpain_kb.lookup.reader import Reader
from backpain_kb.lookup.texts import LONGEST
from backpain_kb.model.catalogue import Catalogue
from backpain_kb.model.lexicon import Lexicon, Wording
from backpain_kb.model.terms import FrozenDict

KB = load()

MEANINGS = [
    ("nothing in my chest hurts", "? chest_pain"),
    ("My mum had cancer but I never have", "- cancer_history"),
    ("my mum had cancer but it never spread", "? cancer_history"),
    ("cancer runs in my family", "? cancer_history"),
    ("no I wet myself", "+ urinary_incontinence_new"),
    ("no fever I wet myself", "- fever + urinary_incontinence_new"),
    ("no fever chest pain", "- fever ? chest_pain"),
    ("no fever, or I wet myself", "- fever ? urinary_incontinence_new"),
    ("no fever, chest pain", "- fever ? chest_pain"),
    ("no fever, chest pain, but chills or sweats", "- fever ? chest_pain + chills"),
    ("no fever, chest pain or chills", "- fever ? chest_pain - chills"),
    ("no fever, pain in my chest or chills", "- fever - chest_pain - chills"),
    ("no fever, chest hurting or so", "- fever ? chest_pain"),
    ("no fever, just chest pain", "- fever + chest_pain"),
    ("no fever, can pee", "- fever - urinary_retention"),
    ("denies fever, chest pain", "- fever - chest_pain"),
    ("I have not noticed much of that strange new odd fever", "? fever"),
    ("not without fever", "? fever"),
    ("I cannot sit without chest pain", "? chest_pain"),
    ("without chest pain", "- chest_pain"),
    ("I have not been well since the fever", "+ fever"),
    ("fever is not there", "? fever"),
    ("please note I have a fever", "+ fever"),
    ("it used to be fever, now it is chest pain", "? fever + chest_pain"),
    ("when I was a child I had a fever", "? fever"),
    ("do people get fever", "? fever"),
    ("my chest does not, as far as I know, hurt", "? chest_pain"),
    ("it is not that I have no fever", "? fever"),
    ("I do not have no fever", "? fever"),
    ("I haven't noticed a thing that makes me say fever", "? fever"),
    ("my chest does not hurt", "- chest_pain"),
    ("pee won't come out", "+ urinary_retention ? urinary_incontinence_new"),
    ("no pain in my chest until today", "? chest_pain"),
    ("the bladder is not working", "? urinary_incontinence_new ? urinary_retention"),
    ("my crotch is not numb any more", "? saddle_numbness"),
    ("my back is fine when I run", "? pain_low_back"),
    ("could pee fine", "? urinary_retention"),
    ("fever: no", "- fever"),
    ("fever: n", "- fever"),
    ("fever n, chest pain y", "- fever + chest_pain"),
    ("fever n chest pain", "+ fever + chest_pain"),
    ("no fever yesterday", "? fever"),
    ("no fever yesterday. Today I do.", "? fever"),
    ("no fever. Today I do.", "? fever"),
    ("no fever. Today I rest.", "- fever"),
    ("no fever. Just something odd.", "? fever"),
    ("no fever. Just chest pain.", "- fever + chest_pain"),
    ("no fever but odd", "? fever"),
    ("no fever but chest pain", "- fever + chest_pain"),
    ("no fever since Friday", "? fever"),
    ("no fever other than at night", "? fever"),
    ("no pain, just in my chest", "? chest_pain"),
    ("can pee just fine", "- urinary_retention"),
    ("no fever whatsoever", "- fever"),
    ("no improvement in the fever", "? fever"),
    ("no fever if I rest", "? fever"),
    ("no fever on most days", "? fever"),
    ("fever - no. Sorry, yes.", "? fever"),
    ("fever - no, sorry yes", "? fever"),
    ("fever no chest pain no", "? fever - chest_pain"),
    ("can pee: no", "? urinary_retention"),
    ("can pee but not the bowels", "- urinary_retention ? bowel_incontinence_new"),
    ("no fever chills", "- fever ? chills"),
    ("can pee, but only a drop", "? urinary_retention"),
    ("fever - yes", "+ fever"),
    ("fever? no, never", "- fever"),
    ("fever? yes", "+ fever"),
    ("fever? blue", "? fever"),
    ("could it be a fever, chest pain?", "? fever ? chest_pain"),
    ("could it be the flu, I have chest pain?", "+ chest_pain"),
    ("I had a fever. It has gone.", "? fever"),
    ("the fever is gone", "? fever"),
    ("my crotch has gone numb", "+ saddle_numbness"),
    ("fever years ago", "? fever"),
    ("fever started years ago", "+ fever"),
    ("years ago I broke my arm, and my fever is high", "+ fever"),
    ("I have a fever, not sure", "? fever"),
    ("what if I get a fever", "? fever"),
    ("what if it rains, I have a fever", "+ fever"),
    ("the chest of drawers is heavy", ""),
    ("leg numb, pain in the groin", "+ leg_numbness + pain_groin"),
    ("numb, in my crotch", "+ saddle_numbness"),
    ("saddle numbness from the bike", "+ genital_numbness_after_cycling ? saddle_numbness"),
    ("I'm 34", "+ age_years"),
    ("101 F", "+ fever"),
    ("temp 37.6", "? fever"),
    ("my temp is not 39", "? fever"),
    ("30 C in the shade", ""),
    ("pain 12/10", "? pain_severity_now"),
    ("maybe 34 years old", "? age_years"),
    ("not pregnant", "+ pregnancy_status"),
    ("my back is not getting worse", "? course_trend"),
    ("crotch numb three and a half weeks", "+ ces_feature_days + saddle_numbness"),
]


@pytest.mark.parametrize(("text", "read"), MEANINGS, ids=[text for text, _ in MEANINGS])
def test_meanings(text: str, read: str):
    """Each cue reaches as far as it should, and what is not clear is in doubt."""
    signs = {"present": "+", "absent": "-", "uncertain": "?"}
    found = {f"{signs[mention.polarity.value]} {mention.finding}" for mention in KB.parse(text).mentions}
    wanted = {" ".join(pair) for pair in zip(*[iter(read.split())] * 2, strict=True)}
    assert wanted == wanted & found
    assert bool(wanted) == bool(found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("back pain for 2-3 weeks", 21),
        ("back pain for 3 to 4 days", 4),
        ("back pain for twenty five days", 25),
        ("back pain for a week", 7),
        ("back pain for half a year", 183),
        ("back pain for six and a half weeks", 46),
        ("back pain for 1,000 days", 1000),
        ("back pain since yesterday", 1),
    ],
)
def test_durations(text: str, value: float):
    """Numbers in digits and words, ranges and units become days."""
    assert {"pain_duration_days": value} == dict(KB.parse(text).values)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("my back hurts since a long run 3 days ago", {"hours_since_hard_effort"}),
        ("I raced yesterday", {"hours_since_hard_effort"}),
        ("my race is in 3 weeks", {"event_within_weeks"}),
        ("I have been running for 12 years", {"running_years"}),
        ("a long run 3 days a week", {"weekly_runs"}),
    ],
)
def test_times_of_runs(text: str, read: set[str]):
    """A run some days ago is no running for some days, and a race that was run is no race ahead."""
    assert read == set(KB.parse(text).values)


def test_no_text():
    """What is no text is refused."""
    with pytest.raises(QueryError, match="a text is needed, not 3"):
        KB.parse(3)  # type: ignore[arg-type]


def test_places():
    """A mention has its place in the text as it was given, marks that are not seen included."""
    text = "Hi!\u200b My cro\u00adtch is numb."
    (mention,) = KB.parse(text).mentions
    assert ("cro\u00adtch is numb", mention.text) == (text[mention.start : mention.end], mention.text)


def test_score():
    """A typing error, or words written together, take something from the score."""
    right, wrong, together = (KB.parse(text).mentions[0].score for text in ("numb crotch", "nubm crotch", "numbcrotch"))
    assert right == 1.0
    assert wrong < 1
    assert together < 1


def lexicon(language: str = "xx", **fields) -> Lexicon:
    """Return a lexicon of another language."""
    return Lexicon(id=f"words_{language}", language=language, **fields)


def test_another_language():
    """Another language is another lexicon."""
    words = lexicon(
        fillers=("das", "ist"),
        concepts=FrozenDict({"taub": ("taub", "gefühllos")}),
        cues=FrozenDict({"deny_verb": ("nicht",)}),
        wording=(Wording(finding="saddle_numbness", say=("{taub} & schritt",)),),
    )
    finding = KB.findings["saddle_numbness"]
    entities = {"lexicon": {words.id: words}, "finding": {finding.id: finding}}
    reader = Reader.of(Catalogue(packs=(), entities=entities), "xx")
    assert ("saddle_numbness",) == reader.read("Das ist taub im Schritt").present
    assert ("saddle_numbness",) == reader.read("Schritt nicht gefühllos").absent


def test_which_language():
    """A text is read in the language of the answers, or in another that there is a lexicon of."""
    finding = KB.findings["fever"]
    entities = {"lexicon": {f"words_{each}": lexicon(each) for each in ("de", "en")}, "finding": {finding.id: finding}}
    answers_in_german = Catalogue(packs=(), entities=entities, language="de")
    assert "de" == Reader.of(answers_in_german).read("fever").language
    assert ("fever",) == Reader.of(answers_in_german).read("fever").present
    assert () == Reader.of(answers_in_german, "en").read("fever").present


def test_no_lexicon():
    """Without a lexicon of the language a text is not read by the words of another."""
    with pytest.raises(UnknownIdError, match="no language 'de'; no pack has a lexicon of it"):
        KB.parse("fieber", language="de")


def test_translated_away():
    """Where the synonyms are translated, a text in the old language would be half read, and is refused."""
    translated = attrs.evolve(KB.catalogue, language="de", translated_by=("german",))
    with pytest.raises(UnknownIdError, match="the packs translate into 'de'"):
        Reader.of(translated, "en")


def test_pattern_of_fillers_only():
    """A pattern of which only fillers are left in one part says too little, and is not read."""
    words = lexicon(fillers=("it",), wording=(Wording(finding="fever", say=("hot & it",)),))
    phrasing = Phrasing.of([words], {"fever": KB.findings["fever"]})
    patterns = {said.pattern for seconds in phrasing.index.values() for _, saids in seconds for said in saids}
    assert [True] * len(patterns) == [pattern.simple for pattern in patterns]


def test_every_pattern_of_the_core_pack_is_read():
    """No pattern of the core pack has a part that is nothing but fillers."""
    lexicons = [each for each in KB.catalogue.of_kind("lexicon").values() if isinstance(each, Lexicon)]
    patterns = sum(
        len(wording.say) + len(wording.deny) + len(wording.broad) + len(wording.hint)
        for each in lexicons
        for wording in each.wording
    ) + sum(len(amount.say) for each in lexicons for amount in each.amount)
    phrasing = Phrasing.of(lexicons, dict(KB.findings))
    read = sum(len(saids) for seconds in phrasing.index.values() for _, saids in seconds)
    unread = {text for each in lexicons for text in each.unread}
    synonyms = sum(
        text not in unread
        for finding in KB.findings.values()
        if finding.type.value == "boolean"
        for text in finding.synonyms
    )
    assert patterns + synonyms == read


@pytest.mark.parametrize("between", [" ", "  ", "\n", " \t ", ". ", ",", "-", "\u0301 "])
def test_where_it_stands(between: str):
    """The place of a mention holds its words, whatever stands between these and other words."""
    text = f"so{between}dont{between}be fooled{between}numb crotch{between}and{between}fever"
    mentions = {mention.finding: mention for mention in KB.parse(text).mentions}
    assert {"saddle_numbness": "numb crotch", "fever": "fever"} == {
        id_: mention.text.rstrip("\u0301") for id_, mention in mentions.items()
    }
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions.values())


@pytest.mark.parametrize("between", [" ", ",", " and "])
def test_without_an_end(between: str):
    """Where no mark ends a sentence it is parted in the end, so that each word is compared with a few others only."""
    read = KB._readers[None]._phrasing.cutter.cut(between.join(["my crotch is numb"] * 300))
    assert max(len(sentence.codes) for sentence in read.sentences) <= LONGEST
    reading = KB.parse(between.join(["my crotch is numb"] * 300))
    assert ["crotch is numb"] * 300 == [mention.text for mention in reading.mentions]


def test_a_long_sentence_is_parted_where_it_parts():
    """A sentence that is too long is parted before its last "and", so that what belongs together stays together."""
    text = "my leg, " * (LONGEST // 3 - 1) + "and no fever " + "and a fever " * 3
    read = KB._readers[None]._phrasing.cutter.cut(text)
    assert [True, True] == [len(sentence.codes) < LONGEST for sentence in read.sentences]


@pytest.mark.parametrize("text", ["for 9{} days", "im 4{} years old", "pain 1{}/10"])
def test_digits_without_end(text: str):
    """Digits that come to no number are none."""
    assert {} == dict(KB.parse(text.format("9" * 400)).values)

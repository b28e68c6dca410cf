import pytest

from backpain_kb.errors import ExpressionError
from backpain_kb.logic.parse import LONGEST_TEXT, parse
from backpain_kb.logic.tree import (
    And,
    Arithmetic,
    AtLeast,
    Choice,
    Compare,
    Member,
    Name,
    Negative,
    Not,
    Number,
    Or,
    Possibly,
)

ALLOWED = (
    "is not part of the language; allowed are names, and/or/not, comparisons, in, numbers, quoted choices, + - * /, "
    "at_least(n, …), possibly(x)"
)
COUNT = "at_least(n, …) needs a whole number and at least that many expressions"
LIST = "in needs a list of choices in brackets, such as ('left', 'right')"
ODD = "is and in cannot stand here; use < <= > >= == !="
PLAIN = "at_least and possibly take plain expressions only"
QUOTES = "a choice is one word in single or double quotes"
SYNTAX = "this is not an expression"


def not_a_part(character):
    """Return the message about a character that the language does not have."""
    return f"the character {character!r} is not part of the language"


def not_a_number(text):
    """Return the message about digits that are no plain number."""
    return f"{text!r} is not a number; write plain digits, up to 15"


a, b, n = Name("a"), Name("b"), Name("n")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", a),
        ("a and b and n", And((a, b, n))),
        ("a and (b and n)", And((a, And((b, n))))),
        ("a or b and n", Or((a, And((b, n))))),
        ("not a", Not(a)),
        ("not(a)and(b)", And((Not(a), b))),
        ("at_least(2, a, b, n)", AtLeast(2, (a, b, n))),
        ("possibly(a or b)", Possibly(Or((a, b)))),
        ("8 <= n <= 20", Compare(("<=", "<="), (Number(8), n, Number(20)))),
        ("n > -1.5", Compare((">",), (n, Negative(Number(1.5))))),
        ("n == .5", Compare(("==",), (n, Number(0.5)))),
        ("a != 'left'", Compare(("!=",), (a, Choice("left")))),
        ('a == "left"', Compare(("==",), (a, Choice("left")))),
        ("a == '2nd (or 3rd)'", Compare(("==",), (a, Choice("2nd (or 3rd)")))),
        ("a in ('left', 'right')", Member(a, (Choice("left"), Choice("right")))),
        ("a not in ('left',)", Member(a, (Choice("left"),), True)),
        (
            "100 * (n / 2 - 1) < 3",
            Compare(
                ("<",),
                (
                    Arithmetic("*", Number(100), Arithmetic("-", Arithmetic("/", n, Number(2)), Number(1))),
                    Number(3),
                ),
            ),
        ),
        (" \n a\tand\n  b ", And((a, b))),
    ],
)
def test_what_the_language_has(text, tree):
    """Each form of the language becomes its own small tree."""
    assert tree == parse(text)


@pytest.mark.parametrize(
    ("text", "column"),
    [("a", 1), ("  a", 3), ("\n\ta", 3), ("(a)", 2)],
)
def test_a_node_knows_its_column(text, column):
    """Columns count from 1 in the text as it was written, blanks and folds included."""
    assert column == parse(text).column


@pytest.mark.parametrize(
    ("text", "reason", "column"),
    [
        ("", "an expression is expected, not an empty text", 1),
        (" \n\t", "an expression is expected, not an empty text", 1),
        # What Python has and the language has not.
        ("a.b", f"a dot after a name {ALLOWED}", 1),
        ("b and a.b", f"a dot after a name {ALLOWED}", 7),
        ("().__class__", f"a dot after a name {ALLOWED}", 1),
        ("1 .real", f"a dot after a name {ALLOWED}", 1),
        ("f(a)", "there is no f(…); the language has at_least(n, …) and possibly(x)", 1),
        ("__import__('os')", "there is no __import__(…); the language has at_least(n, …) and possibly(x)", 1),
        ("a.b(c)", f"a call {ALLOWED}", 1),
        ("a(b)(c)", f"a call {ALLOWED}", 1),
        ("a[0]", not_a_part("["), 2),
        ("[a for a in b]", not_a_part("["), 1),
        ("{a}", not_a_part("{"), 1),
        ("possibly(x for x in a)", f"a loop {ALLOWED}", 9),
        ("lambda: a", not_a_part(":"), 7),
        ("(a := b)", not_a_part(":"), 4),
        ("a if b else c", f"if … else {ALLOWED}", 1),
        ("a, b", f"a list in brackets without in {ALLOWED}", 1),
        ("(yield a)", f"this form {ALLOWED}", 2),
        ("await a", f"this form {ALLOWED}", 1),
        ("a ** b", f"this operator {ALLOWED}", 1),
        ("a // b", f"this operator {ALLOWED}", 1),
        ("a << b", f"this operator {ALLOWED}", 1),
        ("+n > 1", f"this sign {ALLOWED}", 1),
        ("True", f"True {ALLOWED}", 1),
        ("a == None", f"None {ALLOWED}", 6),
        ("...", f"Ellipsis {ALLOWED}", 1),
        # Texts that are more than one word in quotes.
        ("a == f'{b}'", not_a_part("{"), 8),
        ("a == f'b'", f"a text with a prefix {ALLOWED}", 6),
        ("a == b'left'", f"b'left' {ALLOWED}", 6),
        ("a == u'left'", QUOTES, 6),
        ("a == r'left'", QUOTES, 6),
        ("a == 'le' 'ft'", QUOTES, 6),
        ("a == '''left'''", QUOTES, 6),
        ("a == ''", QUOTES, 6),
        # Characters that no expression needs.
        ("a % b", not_a_part("%"), 3),
        ("a & b", not_a_part("&"), 3),
        ("~a", not_a_part("~"), 1),
        ("a; b", not_a_part(";"), 2),
        ("a # b", not_a_part("#"), 3),
        ("a \\\n and b", not_a_part("\\"), 3),
        ("a\rb", not_a_part("\r"), 2),
        ("a\x00", not_a_part("\x00"), 2),
        ("fi\u00e8vre", not_a_part("\u00e8"), 3),
        ("\uff41 and b", not_a_part("\uff41"), 1),
        ("  a and \u00e9", not_a_part("\u00e9"), 9),
        # Numbers that are written in an odd way.
        ("n > 1e5", not_a_number("1e"), 5),
        ("n > 0x1F", not_a_number("0x"), 5),
        ("n > 1_000", not_a_number("1_"), 5),
        ("n > 1j", not_a_number("1j"), 5),
        ("n > 1234567890123456", not_a_number("1234567890123456"), 5),
        ("n > 0.00001", "this number is too small to be written plainly", 5),
        ("n > 007", SYNTAX, 5),
        ("n > 1.2.3", SYNTAX, 8),
        # No expression at all.
        ("a and", SYNTAX, 6),
        (" not ", SYNTAX, 5),
        ("a b", SYNTAX, 3),
        ("a)", SYNTAX, 2),
        ("(a", SYNTAX, 1),
        ("a = b", SYNTAX, 3),
        ("a == 'left", SYNTAX, 6),
        ("*a", SYNTAX, 1),
        ("class", SYNTAX, 1),
        ("  a b", SYNTAX, 5),
        # Calls and lists with the wrong content.
        ("at_least()", COUNT, 1),
        ("at_least(a, b)", COUNT, 1),
        ("at_least(1.0, a)", COUNT, 1),
        ("at_least(True, a)", COUNT, 1),
        ("at_least(0, a)", f"{COUNT}; 0 of 1 cannot be", 1),
        ("at_least(2, a)", f"{COUNT}; 2 of 1 cannot be", 1),
        ("at_least(n=1)", PLAIN, 1),
        ("at_least(*a)", PLAIN, 1),
        ("possibly(x=a)", PLAIN, 1),
        ("possibly()", "possibly(x) takes exactly one expression", 1),
        ("possibly(a, b)", "possibly(x) takes exactly one expression", 1),
        ("a in b", LIST, 6),
        ("a in ()", LIST, 6),
        ("a in ('x')", LIST, 7),
        ("a in ('x', *b)", f"this form {ALLOWED}", 12),
        ("a in ('x',) in ('y',)", "in cannot be chained with another comparison", 1),
        ("n < a in ('x',)", ODD, 1),
        ("a is b", ODD, 1),
        ("a is not b", ODD, 1),
        # Texts that are too long or nested too deeply.
        ("a" * (LONGEST_TEXT + 1), "the text has 4001 characters; at most 4000 are read", 4001),
        ("n<m" + " or(n<m)" * 490, "written out plainly the text has more than 4000 characters", 1),
        ("(" * 41 + "a" + ")" * 41, "brackets are nested more than 40 deep", 41),
        ("possibly(" * 41 + "a" + ")" * 41, "brackets are nested more than 40 deep", 369),
        ("(" * 3999, "brackets are nested more than 40 deep", 41),
        ("not " * 40 + "a", "too many signs in a row", 1),
        ("a and " + "not\n" * 40 + "a", "too many signs in a row", 7),
        ("-" * 40 + "n > 1", "too many signs in a row", 1),
        ("n > " + "- " * 1900 + "1", "too many signs in a row", 5),
        ("not (" * 40 + "a" + ")" * 40, "parts are nested more than 40 deep", 201),
        (" + ".join(["n"] * 42) + " > 1", "parts are nested more than 40 deep", 1),
        ("n" + "/n" * 1900, "parts are nested more than 40 deep", 1),
    ],
)
def test_what_it_does_not_have(text, reason, column):
    """Everything else is refused with one error that says what is wrong and where."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (reason, column, text) == (caught.value.reason, caught.value.column, caught.value.text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 40 + "a" + ")" * 40,
        "not " * 39 + "a",
        " + ".join(["n"] * 39) + " > 1",
        " and ".join(["a"] * 600),
        "a in (" + ", ".join(["'left'"] * 300) + ")",
        "a" * LONGEST_TEXT,
        "n<m" + " or(n<m)" * 300,
        "n == 123456789012345",
        "n == 0.0001",
    ],
)
def test_what_is_just_within_the_limits(text):
    """The limits are far beyond what a person writes, and hold exactly."""
    assert parse(text) == parse(str(parse(text)))


def test_a_name_of_pythons_own_is_only_a_name():
    """A dunder name gives access to nothing: it is looked up in the vocabulary like any other."""
    assert Name("__builtins__") == parse("__builtins__")


def test_a_long_text_is_cut_in_the_message():
    """The message quotes the beginning of the text only."""
    with pytest.raises(ExpressionError, match=r"^this is not an expression \(column 401 of 'a{200}…'\)$"):
        parse("a" * 399 + " !")

"""`backpain-kb ask`: an interview in the terminal."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, Add, load
from backpain_kb.cli.case import presentation_of, read_case
from backpain_kb.cli.printing import WIDTH, print_json
from backpain_kb.errors import KnowledgeError, PresentationError
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.report import choice_in_words

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.interview import Asked, Screen
    from backpain_kb.reasoning.interview import Interview

__all__ = ["register"]

_EXAMPLES = """\
examples:
  backpain-kb ask
  backpain-kb ask my back hurts since a run 3 days ago, maybe a fever
  backpain-kb ask --save my_back.json       # q stops; the answers are kept
  backpain-kb ask --resume my_back.json     # goes on where it stopped
  backpain-kb ask --case case.toml          # asks only for what the case leaves open
"""

_QUIT, _BACK, _UNKNOWN, _DECLINED = _KEYS = "q", "b", "d", "s"


def register(add: Add) -> None:
    """Add the command."""
    parser = add("ask", _ask, "ask the next best question until the advice is settled", _EXAMPLES)
    parser.add_argument("text", metavar="TEXT", nargs="*", help="what the person typed, to begin with")
    parser.add_argument("--case", metavar="CASE.toml", help="begin with what this case file says")
    parser.add_argument("--save", metavar="FILE", help="write the answers to this file, after each of them")
    parser.add_argument("--resume", metavar="FILE", help="go on with the answers of this file, and keep them there")
    parser.add_argument("--asker", choices=("person", "clinician"), help="who answers (default: person)")


def _ask(args: argparse.Namespace) -> int:
    """Lead an interview and print what comes of it."""
    kb = load(args)
    if args.resume is not None and (args.case is not None or args.asker is not None):
        message = "--resume goes on with what was said before; it does not go with --case or --asker"
        raise KnowledgeError(message)
    if args.text and (args.resume is not None or args.case is not None):
        message = "a text is a beginning; it does not go with --resume or --case"
        raise KnowledgeError(message)
    if args.resume is not None:
        interview = kb.resume(_read_state(args.resume))
    elif args.text:
        reading = kb.parse(" ".join(args.text))
        interview = kb.interview(kb.presentation_of(reading, asker=args.asker or "person"), ask_first=reading.ask)
        words = interview.assessment.words
        _say(words["phrase_interview_read" if reading.mentions else "phrase_interview_unread"])
        for mention in reading.mentions:
            why = words[f"phrase_doubt_{mention.doubt.value}"] if mention.doubt else None
            _say(mention.called(kb.findings[mention.finding].label, why), first="  ", rest="    ")
    elif args.case is not None:
        interview = kb.interview(presentation_of(read_case(args.case), kb, args.asker))
    else:
        interview = kb.interview(kb.presentation(asker=args.asker or "person"))
    words = interview.assessment.words
    interview = _lead(interview, words, args.save or args.resume)
    if args.json:
        return print_json({"interview": interview.to_dict(), "assessment": _data(interview)})
    _say(interview.done or words["phrase_interview_stopped"])
    print()
    print(interview.assessment)
    return DONE


def _data(interview: Interview) -> object:
    """Return the assessment as plain data."""
    import backpain_kb  # noqa: PLC0415 - only for --json.

    return backpain_kb.to_dict(interview.assessment)


def _lead(interview: Interview, words: Mapping[str, str], kept: str | None) -> Interview:
    """Ask until the interview is over, or the person or the input stops."""
    while (screen := interview.question) is not None:
        _show(screen, interview, words)
        try:
            if screen.is_ticked:
                interview = _ticked(interview, screen, words)
            elif len(screen.questions) == 1:
                interview = _next(interview, screen, _read(one_key=_is_yes_or_no(screen)))
            else:
                interview = _form(interview, screen, {}, words)
        except (EOFError, _StoppedError):
            break
        except PresentationError as error:
            _say(words["phrase_interview_again"].format(problem=error))
            continue
        if kept is not None:
            _write_state(kept, interview)
    return interview


def _is_yes_or_no(screen: Screen) -> bool:
    """Return whether one letter answers *screen*."""
    return len(screen.questions) == 1 and screen.questions[0].type is ValueType.BOOLEAN


class _StoppedError(Exception):
    """The person stops for now."""


def _ticked(interview: Interview, screen: Screen, words: Mapping[str, str]) -> Interview:
    """Return the interview after a list, and the numbers and choices that go with it."""
    reply = _read()
    if reply in _KEYS:
        return _next(interview, screen, reply)
    if not reply:
        # Enter alone may have been meant for something else; "no" to a list of warning signs has to be said.
        message = f"Type numbers from 1 to {len(screen.ticks)}, or n for none of these."
        raise PresentationError(message, value=reply)
    none = reply in {"n", "no", "none"}
    ticked = [] if none else [screen.ticks[place] for place in _places(reply, len(screen.ticks))]
    if len(screen.ticks) == len(screen.questions):
        return interview.answer(ticked)
    _say(words["phrase_interview_keys_form"])
    return _form(interview, screen, {each: each in ticked for each in screen.ticks}, words)


def _form(interview: Interview, screen: Screen, given: Mapping[str, Value], words: Mapping[str, str]) -> Interview:
    """Return the interview after *given*, and what is said to the other questions, shown one after the other."""
    answers = dict(given)
    for question in screen.questions:
        if question.finding not in interview.worth_asking(answers):
            continue
        while True:
            _show_one(question, words)
            reply = _read()
            if reply in {_QUIT, _BACK, _DECLINED}:
                return _next(interview, screen, reply)
            if reply in {"", _UNKNOWN}:
                break
            try:
                answer = {question.finding: _value(question, reply)}
                interview.answer(answer)  # Refuses what cannot be.
            except PresentationError as error:
                _say(words["phrase_interview_again"].format(problem=error))
            else:
                answers |= answer
                break
    return interview.answer(answers)


def _next(interview: Interview, screen: Screen, reply: str) -> Interview:
    """Return the interview after one reply."""
    if reply == _QUIT:
        raise _StoppedError
    if reply == _BACK:
        return interview.back()
    if reply == _UNKNOWN:
        return interview.dont_know()
    if reply == _DECLINED:
        return interview.prefer_not_to_say()
    return interview.answer(_value(screen.questions[0], reply))


def _value(question: Asked, reply: str) -> bool | float | str:
    """Return the value that *reply* gives to one question."""
    if question.type is ValueType.NUMBER:
        return _number(reply)
    if question.type is ValueType.CATEGORY:
        places = _places(reply, len(question.values))
        if len(places) != 1:
            message = f"One number from 1 to {len(question.values)} is wanted, not {reply!r}."
            raise PresentationError(message, value=reply)
        return question.values[places[0]]
    if reply not in {"y", "yes", "n", "no"}:
        message = f"y or n is wanted, not {reply!r}."
        raise PresentationError(message, value=reply)
    return reply.startswith("y")


def _places(reply: str, count: int) -> list[int]:
    """Return the places that the numbers in *reply* name, from 0; 0 in the reply is none."""
    places = []
    for word in reply.replace(",", " ").split():
        if not (word.isascii() and word.isdigit()) or int(word) > count:
            message = f"Numbers from 1 to {count} are wanted, not {word!r}."
            raise PresentationError(message, value=reply)
        if int(word):
            places.append(int(word) - 1)
    return places


def _number(reply: str) -> float:
    """Return the number that *reply* is."""
    try:
        number = float(reply.replace(",", "."))
    except ValueError:
        message = f"A number is wanted, not {reply!r}."
        raise PresentationError(message, value=reply) from None
    return int(number) if number.is_integer() else number


def _read(*, one_key: bool = False) -> str:
    """Return what was typed, in small letters; at a terminal one key is enough where one letter is wanted."""
    # The questions go to standard error, so that what is piped on is the result alone.
    print("> ", end="", file=sys.stderr, flush=True)
    typed = _key() if one_key and sys.stdin.isatty() else sys.stdin.readline()
    if not typed:
        raise EOFError
    return typed.strip().lower()


def _key() -> str:
    """Return the next key, without waiting for Enter; the whole line where the terminal cannot do that."""
    try:
        import termios  # noqa: PLC0415 - not on every system.
        import tty  # noqa: PLC0415 - likewise.
    except ImportError:
        return sys.stdin.readline()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        key = sys.stdin.read(1)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    print(key.strip(), file=sys.stderr)
    return "" if key == "\x04" else key


def _show(screen: Screen, interview: Interview, words: Mapping[str, str]) -> None:
    """Show a screen and the keys that answer it."""
    number = len(interview.steps) + 1
    progress = "phrase_interview_progress" if number <= interview.most_answers else "phrase_interview_question"
    print(f"\n{words[progress].format(n=number, most=interview.most_answers)}", file=sys.stderr)
    _say(screen.heading)
    if screen.is_ticked:
        shown = (question for question in screen.questions if question.finding in screen.ticks)
        for place, question in enumerate(shown, start=1):
            _say(question.text, first=f"{place:>3}  ", rest="     ")
        _say(words["phrase_interview_keys_many"])
    elif len(screen.questions) > 1:
        _say(words["phrase_interview_keys_form"])
    else:
        question = screen.questions[0]
        _show_one(question, words)
        if question.type is ValueType.BOOLEAN:
            _say(words["phrase_interview_keys_one"])
        else:
            _say(words["phrase_interview_keys_value"])


def _show_one(question: Asked, words: Mapping[str, str]) -> None:
    """Show one question, with its range or its choices."""
    _say(question.text, first="  ", rest="  ")
    if question.why:
        _say(question.why, first="  ", rest="  ")
    for place, choice in enumerate(question.values, start=1):
        _say(choice_in_words(choice, words), first=f"{place:>5}  ", rest="       ")
    if question.type is ValueType.NUMBER:
        unit = words.get(f"unit_{question.unit}", question.unit)
        keys = words["phrase_interview_keys_number"]
        _say(keys.format(min=f"{question.min:g}", max=f"{question.max:g}", unit=unit), first="  ", rest="  ")


def _say(text: str, first: str = "", rest: str = "") -> None:
    """Show a text on standard error, where the conversation takes place."""
    print(textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest), file=sys.stderr)


def _read_state(name: str) -> dict[str, object]:
    """Return the state that a file holds."""
    try:
        state = json.loads(Path(name).read_bytes())
    except OSError as error:
        message = f"the answers cannot be read from {name!r}: {error.strerror or error}"
        raise KnowledgeError(message) from error
    except ValueError as error:
        message = f"{name!r} holds no answers of an interview: {error}"
        raise KnowledgeError(message) from error
    if not isinstance(state, dict):
        message = f"{name!r} holds no answers of an interview"
        raise KnowledgeError(message)
    return state


def _write_state(name: str, interview: Interview) -> None:
    """Keep the answers in a file; it is replaced at once, never half written."""
    text = json.dumps(interview.to_dict(), ensure_ascii=False, indent=1)
    path = Path(name)
    half = path.with_name(path.name + ".new")
    try:
        half.write_text(text + "\n", encoding="utf-8")
        half.replace(path)
    except OSError as error:
        message = f"the answers cannot be written to {name!r}: {error.strerror or error}"
        raise KnowledgeError(message) from error

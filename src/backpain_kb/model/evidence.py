"""What is known and how well: sources, conditions and their features, tests, claims, anatomy."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

import attrs

from backpain_kb.logic.tree import Expression
from backpain_kb.model.rules import Effect
from backpain_kb.model.terms import Codes, Entity, Number, Standing, not_empty

__all__ = [
    "Accuracy",
    "Certainty",
    "Claim",
    "Condition",
    "ConditionKind",
    "DiagnosticTest",
    "Feature",
    "Figure",
    "Source",
    "SourceKind",
    "Structure",
    "TestKind",
    "Verdict",
]


class Certainty(Enum):
    """
    Certainty of evidence (GRADE), weakest first.

    .. versionadded:: 0.1.0
    """

    VERY_LOW = "very_low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for very low to 3 for high."""
        return list(Certainty).index(self)


class SourceKind(Enum):
    """
    What kind of publication a source is.

    .. versionadded:: 0.1.0
    """

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    RCT = "rct"
    COHORT = "cohort"
    CASE_CONTROL = "case_control"
    CROSS_SECTIONAL = "cross_sectional"
    DIAGNOSTIC_ACCURACY = "diagnostic_accuracy"
    CASE_SERIES = "case_series"
    CASE_REPORT = "case_report"
    LABORATORY = "laboratory"
    CONSENSUS = "consensus"
    NARRATIVE = "narrative"
    BOOK = "book"
    SAFETY_NOTICE = "safety_notice"
    OTHER = "other"


_SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>]+\Z")


def _valid_source_id(_: Any, __: Any, value: str) -> None:  # noqa: ANN401 - the signature that attrs wants.
    if not _SOURCE_ID.match(value):
        message = f"a source id is kebab-case, such as nice-ng59-2020, not {value!r}"
        raise ValueError(message)


def _valid_doi(_: Any, __: Any, value: str | None) -> None:  # noqa: ANN401 - the signature that attrs wants.
    if value is not None and not _DOI.match(value):
        message = f"a DOI begins with 10. and a registrant, such as 10.7326/M16-2367, not {value!r}"
        raise ValueError(message)


@attrs.frozen(kw_only=True)
class Source(Entity):
    """
    One entry of the bibliography.

    Attributes:
        title: Title of the publication.
        kind: What kind of publication it is.
        authors: First authors, or the body that publishes it.
        year: Year of publication; left out for an undated page.
        venue: Journal, publisher or site.
        doi: Digital object identifier, without a resolver in front.
        pmid: PubMed number.
        url: A public address.
        checked: Whether someone has seen that it says what it is cited for.

    .. versionadded:: 0.1.0
    """

    id: str = attrs.field(validator=_valid_source_id)
    title: str = attrs.field(validator=not_empty)
    kind: SourceKind
    authors: str | None = attrs.field(default=None, validator=not_empty)
    year: int | None = attrs.field(
        default=None, validator=attrs.validators.optional([attrs.validators.ge(1850), attrs.validators.le(2100)])
    )
    venue: str | None = attrs.field(default=None, validator=not_empty)
    doi: str | None = attrs.field(default=None, validator=_valid_doi)
    pmid: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.matches_re(r"[0-9]{1,9}"))
    )
    url: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.matches_re(r"https?://\S+"))
    )
    checked: bool


@attrs.frozen(kw_only=True)
class Figure:
    """
    One measured or published statement with its sources, in words a person can read.

    Attributes:
        text: The statement with its figures.
        sources: Ids of the sources.
        certainty: GRADE certainty, where a review gave one.
        checked: Whether the figures were seen in the source.

    .. versionadded:: 0.1.0
    """

    text: str = attrs.field(validator=not_empty)
    sources: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    certainty: Certainty | None = None
    checked: bool = True


@attrs.frozen(kw_only=True)
class Feature:
    """
    One thing that speaks for or against a condition, weighed in words ("++" to "--"), not measured.

    Attributes:
        when: The expression.
        effect: What it says.
        cluster: Features and measurements of one cluster say the same thing; only the strongest counts.

    .. versionadded:: 0.1.0
    """

    when: Expression
    effect: Effect
    cluster: str | None = attrs.field(default=None, validator=not_empty)


_share = attrs.validators.optional([attrs.validators.ge(0), attrs.validators.le(1)])
_ratio = attrs.validators.optional(attrs.validators.ge(0))
_interval = attrs.validators.optional(
    attrs.validators.and_(
        attrs.validators.min_len(2), attrs.validators.max_len(2), attrs.validators.deep_iterable(attrs.validators.ge(0))
    )
)


@attrs.frozen(kw_only=True)
class Accuracy:
    """
    A published measurement of how well a test or feature tells a condition apart.

    Attributes:
        test: Name of the test or cluster of tests.
        when: The expression that is True when the test is positive; left out when no finding carries it.
        sens: Sensitivity, 0 to 1.
        spec: Specificity, 0 to 1.
        lr_pos: Likelihood ratio of a positive test.
        lr_neg: Likelihood ratio of a negative test.
        ci_sens: 95 % interval of the sensitivity.
        ci_spec: 95 % interval of the specificity.
        ci_lr_pos: 95 % interval of *lr_pos*.
        ci_lr_neg: 95 % interval of *lr_neg*.
        range_sens: Spread between studies, where no interval was pooled.
        range_spec: Spread of the specificity.
        range_lr_pos: Spread of *lr_pos*.
        range_lr_neg: Spread of *lr_neg*.
        derived: Whether the ratios were computed from the printed sensitivity and specificity.
        cluster: Measurements of one cluster say the same thing; only the strongest counts.
        reference: What the test was compared with.
        setting: Who was studied, where.
        source: Id of the source.
        checked: Whether the figures were seen in the source; unchecked ones give no points.
        note: A caveat.

    .. versionadded:: 0.1.0
    """

    test: str = attrs.field(validator=not_empty)
    when: Expression | None = None
    sens: Number | None = attrs.field(default=None, validator=_share)
    spec: Number | None = attrs.field(default=None, validator=_share)
    lr_pos: Number | None = attrs.field(default=None, validator=_ratio)
    lr_neg: Number | None = attrs.field(default=None, validator=_ratio)
    ci_sens: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    ci_spec: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    ci_lr_pos: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    ci_lr_neg: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    range_sens: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    range_spec: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    range_lr_pos: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    range_lr_neg: tuple[Number, ...] | None = attrs.field(default=None, validator=_interval)
    derived: bool = False
    cluster: str | None = attrs.field(default=None, validator=not_empty)
    reference: str | None = attrs.field(default=None, validator=not_empty)
    setting: str | None = attrs.field(default=None, validator=not_empty)
    source: str = attrs.field(validator=not_empty)
    checked: bool = True
    note: str | None = attrs.field(default=None, validator=not_empty)


class ConditionKind(Enum):
    """
    What a condition claims.

    "syndrome" is a label by symptom, "tissue_source" claims where the pain comes from, "referred" is felt in the back
    but comes from elsewhere, "factor" contributes and is no diagnosis, "serious" needs someone else at once.

    .. versionadded:: 0.1.0
    """

    SYNDROME = "syndrome"
    TISSUE_SOURCE = "tissue_source"
    BONE_INJURY = "bone_injury"
    REFERRED = "referred"
    MECHANISM = "mechanism"
    FACTOR = "factor"
    SERIOUS = "serious"


@attrs.frozen(kw_only=True)
class Condition(Entity):
    """
    What the pain could be.

    Attributes:
        label: The clinical name.
        lay: The plain name.
        synonyms: What else people call it.
        kind: What it claims.
        certainty_ceiling: The best standing that history and self-report may ever reach: possible or likely.
        summary: What it is, in plain words.
        pattern: How it usually presents, in plain words.
        applies_when: Outside of this it is unlikely (a duration, an age), where there is such a limit.
        feature: What speaks for and against it, weighed.
        accuracy: What was measured.
        course: How it runs, with figures.
        refer_when: When to take it to a clinician, in plain words.
        first_line: Ids of the treatments tried first.
        differential: Ids of conditions easily taken for it.
        structures: Ids of the parts of the body concerned.
        implies: Findings that are present, by meaning alone, once a clinician has diagnosed it.
        withholds: What is held back while it is at least *withholds_from*, such as "impact".
        withholds_from: The standing from which *withholds* counts.
        codes: Codes of public terminologies.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    lay: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    kind: ConditionKind
    certainty_ceiling: Standing
    summary: str = attrs.field(validator=not_empty)
    pattern: str | None = attrs.field(default=None, validator=not_empty)
    applies_when: Expression | None = None
    feature: tuple[Feature, ...] = ()
    accuracy: tuple[Accuracy, ...] = ()
    course: tuple[Figure, ...] = ()
    refer_when: str | None = attrs.field(default=None, validator=not_empty)
    first_line: tuple[str, ...] = ()
    differential: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()
    withholds_from: Standing = Standing.POSSIBLE
    codes: Codes | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a ceiling below possible: such a condition could never be shown."""
        super().__attrs_post_init__()
        if Standing.UNLIKELY in (self.certainty_ceiling, self.withholds_from):
            message = "certainty_ceiling and withholds_from are possible or likely"
            raise ValueError(message)


class TestKind(Enum):
    """
    What kind of test it is.

    .. versionadded:: 0.1.0
    """

    IMAGING = "imaging"
    LABORATORY = "laboratory"
    NERVE = "nerve"
    BEDSIDE = "bedside"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class DiagnosticTest(Entity):
    """
    A test that a rule or a clinician may ask for.

    Attributes:
        label: Its name.
        lay: Its name in plain words.
        kind: What kind of test it is.
        synonyms: What else people call it.
        shows: What it can show.
        does_not_show: What it cannot show.
        useful_when: When it is worth doing.
        not_when: When it is not.
        findings: Ids of findings that it answers.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    lay: str | None = attrs.field(default=None, validator=not_empty)
    kind: TestKind
    synonyms: tuple[str, ...] = ()
    shows: str = attrs.field(validator=not_empty)
    does_not_show: str | None = attrs.field(default=None, validator=not_empty)
    useful_when: str | None = attrs.field(default=None, validator=not_empty)
    not_when: str | None = attrs.field(default=None, validator=not_empty)
    findings: tuple[str, ...] = ()


class Verdict(Enum):
    """
    What the evidence says of a popular claim.

    .. versionadded:: 0.1.0
    """

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    UNCERTAIN = "uncertain"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    HARMFUL = "harmful"


@attrs.frozen(kw_only=True)
class Claim(Entity):
    """
    A popular statement, its verdict and why.

    Attributes:
        label: The statement, in our words.
        synonyms: How else people put it.
        verdict: What the evidence says.
        why: The reason, with figures.
        instead: What to say instead.
        about: Ids of the entities that it touches.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    verdict: Verdict
    why: str = attrs.field(validator=not_empty)
    instead: str | None = attrs.field(default=None, validator=not_empty)
    about: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Structure(Entity):
    """
    A part of the body.

    Attributes:
        label: Its name.
        synonyms: What else people call it.
        summary: What it is and does, in plain words.
        part_of: Ids of the structures that it belongs to.
        why_it_matters: What it means for back pain.

    .. versionadded:: 0.1.0
    """

    label: str = attrs.field(validator=not_empty)
    synonyms: tuple[str, ...] = ()
    summary: str = attrs.field(validator=not_empty)
    part_of: tuple[str, ...] = ()
    why_it_matters: str | None = attrs.field(default=None, validator=not_empty)

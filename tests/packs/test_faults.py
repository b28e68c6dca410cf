"""
One fault in a copy of the tiny core pack, and all that is said about it.

Each row: the file, what stands there, what is put in its place, the expected messages.
"""

import pytest

IN_FILES = [
    pytest.param(
        "rules.toml",
        'urgency = "routine"\nwithin',
        "urgency = routine\nwithin",
        ["the file is not TOML: Invalid value (at line 29, column 11) @ rules.toml"],
        id="not_toml",
    ),
    pytest.param(
        "rules.toml",
        'label = "Fever"\n',
        'label = "Fever"\nlabel = "Fever"\n',
        ["the file is not TOML: Cannot overwrite a value (at line 4, column 16) @ rules.toml"],
        id="key_twice",
    ),
    pytest.param(
        "others.toml",
        "[[claim]]",
        "[[clam]]",
        ["unknown kind of entity 'clam'; did you mean [[claim]]? @ others.toml"],
        id="unknown_kind",
    ),
    pytest.param(
        "others.toml",
        "[[claim]]",
        "[[xyz]]",
        [
            (
                "unknown kind of entity 'xyz'; known are finding, definition, rule, condition, treatment, "
                "exercise, programme, test, claim, structure, source, safety_rule, interaction, measure, "
                "review, message, scoring, lexicon, interview, translation @ others.toml"
            )
        ],
        id="unknown_kind_far",
    ),
    pytest.param(
        "programmes.toml",
        "[[programme]]",
        "[programme]",
        ["write [[programme]] with two brackets: a file may hold several @ programmes.toml, programme"],
        id="one_bracket",
    ),
    pytest.param(
        "findings.toml",
        '[[finding]]\nid = "fever"',
        'title = "Findings"\n\n[[finding]]\nid = "fever"',
        [
            (
                "unknown kind of entity 'title'; known are finding, definition, rule, condition, treatment, "
                "exercise, programme, test, claim, structure, source, safety_rule, interaction, measure, "
                "review, message, scoring, lexicon, interview, translation @ findings.toml"
            )
        ],
        id="value_at_the_top",
    ),
    pytest.param(
        "programmes.toml",
        "[[programme]]",
        'claim = ["a"]\n[[programme]]',
        ["expected a table, got text 'a' @ programmes.toml, claim number 1"],
        id="row_no_table",
    ),
    pytest.param("pack.toml", 'name = "core"\n', "", ["this field is required @ pack.toml, name"], id="no_name"),
    pytest.param(
        "pack.toml",
        'name = "core"\n',
        'name = "My Core"\n',
        ["'name' must match regex '[a-z0-9]+(?:-[a-z0-9]+)*' ('My Core' doesn't) @ pack.toml"],
        id="bad_name",
    ),
    pytest.param(
        "pack.toml",
        "format = 1\n",
        "format = 2\n",
        ["format 2 is not known; this release reads format 1 @ pack.toml, format"],
        id="format_2",
    ),
    pytest.param(
        "pack.toml",
        "format = 1\n",
        'format = "1"\n',
        ["expected a whole number, got text '1' @ pack.toml, format"],
        id="format_text",
    ),
    pytest.param(
        "pack.toml",
        "format = 1\n",
        'format = 1\nsha256 = "abc"\n',
        ["the hash is computed, not written @ pack.toml, sha256"],
        id="hash_written",
    ),
    pytest.param(
        "pack.toml",
        "format = 1\n",
        'format = 1\nverson = "1"\n',
        ["unknown field 'verson'; did you mean 'version'? @ pack.toml"],
        id="pack_unknown_field",
    ),
    pytest.param(
        "findings.toml",
        "synonyms = ",
        "synonym = ",
        ["unknown field 'synonym'; did you mean 'synonyms'? @ findings.toml, finding fever"],
        id="unknown_field_near",
    ),
    pytest.param(
        "pack.toml",
        "title = ",
        "colour = ",
        [
            (
                "unknown field 'colour'; known are format, language, licence, name, publisher, review_days, reviewed, "
                "sha256, title, version @ pack.toml"
            )
        ],
        id="unknown_field_far",
    ),
    pytest.param(
        "rules.toml",
        'action = "Have it looked at today."\n',
        "",
        ["this field is required @ rules.toml, rule fever_today, action"],
        id="missing_field",
    ),
    pytest.param(
        "programmes.toml",
        'id = "bridges"\n',
        "",
        ["this field is required @ programmes.toml, programme number 1, id"],
        id="missing_id",
    ),
    pytest.param(
        "findings.toml",
        "hard_stop = true",
        'hard_stop = "true"',
        ["expected true or false, got text 'true' @ findings.toml, finding fever, hard_stop"],
        id="text_for_bool",
    ),
    pytest.param(
        "findings.toml",
        "hard_stop = true",
        "hard_stop = 1",
        ["expected true or false, got a whole number 1 @ findings.toml, finding fever, hard_stop"],
        id="one_for_bool",
    ),
    pytest.param(
        "findings.toml",
        'label = "Fever"',
        "label = 3",
        ["expected text, got a whole number 3 @ findings.toml, finding fever, label"],
        id="number_for_text",
    ),
    pytest.param(
        "findings.toml",
        'synonyms = ["temperature"]',
        'synonyms = "temperature"',
        ["expected a list, got text 'temperature' @ findings.toml, finding fever, synonyms"],
        id="text_for_list",
    ),
    pytest.param(
        "findings.toml",
        'synonyms = ["temperature"]',
        'synonyms = ["temperature", 3]',
        ["expected text, got a whole number 3 @ findings.toml, finding fever, synonyms[1]"],
        id="number_in_list",
    ),
    pytest.param(
        "rules.toml",
        "within_hours = 12",
        "within_hours = 12.0",
        ["expected a whole number, got a number 12.0 @ rules.toml, rule fever_today, within_hours"],
        id="float_for_int",
    ),
    pytest.param(
        "rules.toml",
        "within_hours = 12",
        "within_hours = true",
        ["expected a whole number, got true or false True @ rules.toml, rule fever_today, within_hours"],
        id="bool_for_int",
    ),
    pytest.param(
        "findings.toml",
        "max = 110",
        'max = "110"',
        ["expected a number, got text '110' @ findings.toml, finding age_years, max"],
        id="text_for_number",
    ),
    pytest.param(
        "findings.toml",
        "max = 110",
        "max = true",
        ["expected a number, got true or false True @ findings.toml, finding age_years, max"],
        id="bool_for_number",
    ),
    pytest.param(
        "findings.toml",
        "max = 110",
        "max = nan",
        ["expected a finite number, got a number nan @ findings.toml, finding age_years, max"],
        id="nan",
    ),
    pytest.param(
        "findings.toml",
        "max = 110",
        "max = inf",
        ["expected a finite number, got a number inf @ findings.toml, finding age_years, max"],
        id="inf",
    ),
    pytest.param(
        "findings.toml",
        "max = 110",
        "max = 1" + "0" * 400,
        [
            (
                "expected a finite number, got a whole number "
                "100000000000000000000000000000000000000000000000000000000… @ findings.toml, finding age_years, "
                "max"
            )
        ],
        id="huge",
    ),
    pytest.param(
        "findings.toml",
        "max = 110",
        "max = 1" + "0" * 5000,
        [
            (
                "the file cannot be read: Exceeds the limit (4300 digits) for integer string conversion: value "
                "has 5001 digits; use sys.set_int_max_str_digits() to increase the limit @ findings.toml"
            )
        ],
        id="too_many_digits",
    ),
    pytest.param(
        "findings.toml",
        'codes = { hpo = "HP:0003419" }',
        'codes = "HP:0003419"',
        ["expected a table, got text 'HP:0003419' @ findings.toml, finding stiff_back, codes"],
        id="text_for_table",
    ),
    pytest.param(
        "others.toml",
        'matches = { flags = ["supine_hold"] }',
        'matches = ["supine_hold"]',
        [("expected a table, got a list ['supine_hold'] @ others.toml, safety_rule no_bridge_with_fracture, matches")],
        id="list_for_table",
    ),
    pytest.param(
        "findings.toml",
        "codes = { hpo =",
        "codes = { hop =",
        ["unknown field 'hop'; did you mean 'hpo'? @ findings.toml, finding stiff_back, codes"],
        id="unknown_field_inside",
    ),
    pytest.param(
        "others.toml",
        'matches = { flags = ["supine_hold"] }',
        'matches = { flags = "supine_hold" }',
        [("expected a list, got text 'supine_hold' @ others.toml, safety_rule no_bridge_with_fracture, matches.flags")],
        id="wrong_in_table",
    ),
    pytest.param(
        "rules.toml",
        "reviewed = 2026-11-23",
        "reviewed = 20261123",
        [("expected a date such as 2026-11-23, got a whole number 20261123 @ rules.toml, rule fever_today, reviewed")],
        id="date_as_number",
    ),
    pytest.param(
        "rules.toml",
        "reviewed = 2026-11-23",
        'reviewed = "yesterday"',
        ["expected a date such as 2026-11-23, got text 'yesterday' @ rules.toml, rule fever_today, reviewed"],
        id="date_as_bad_text",
    ),
    pytest.param(
        "rules.toml",
        "reviewed = 2026-11-23",
        "reviewed = 2026-11-23T10:00:00",
        [
            (
                "expected a date such as 2026-11-23, got datetime datetime.datetime(2026, 11, 23, 10, 0) @ "
                "rules.toml, rule fever_today, reviewed"
            )
        ],
        id="date_with_time",
    ),
    pytest.param(
        "rules.toml",
        "findings = { chills = true }",
        "findings = { chills = [true] }",
        ["expected a number, got a list [True] @ rules.toml, rule fever_today, case[0].findings.chills"],
        id="fact_list",
    ),
    pytest.param(
        "findings.toml",
        'label = "Fever"',
        'label = "  "',
        ["label is empty; leave it out when there is nothing to say @ findings.toml, finding fever"],
        id="empty_text",
    ),
    pytest.param(
        "rules.toml",
        'urgency = "same_day"',
        'urgency = "sameday"',
        ["'sameday' is not known here; did you mean 'same_day'? @ rules.toml, rule fever_today, urgency"],
        id="enum_near",
    ),
    pytest.param(
        "findings.toml",
        'type = "category"',
        'type = "xyz"',
        [
            (
                "'xyz' is not known here; expected one of boolean, number, category @ findings.toml, finding "
                "pain_side, type"
            )
        ],
        id="enum_far",
    ),
    pytest.param(
        "rules.toml",
        'urgency = "same_day"',
        "urgency = 3",
        [
            (
                "expected one of self_care, routine, soon, same_day, emergency, got a whole number 3 @ "
                "rules.toml, rule fever_today, urgency"
            )
        ],
        id="enum_type",
    ),
    pytest.param(
        "programmes.toml",
        'id = "bridges"',
        'id = "Bridges"',
        [
            (
                "an id is a snake_case name of small letters, digits and _, not 'Bridges' @ programmes.toml, "
                "programme Bridges"
            )
        ],
        id="bad_id",
    ),
    pytest.param(
        "programmes.toml",
        'id = "bridges"',
        'id = "class"',
        ["'class' cannot be an id: expressions could not use it as a name @ programmes.toml, programme class"],
        id="keyword_id",
    ),
    pytest.param(
        "others.toml",
        'id = "memory-2019"',
        'id = "memory_2019"',
        [("a source id is kebab-case, such as nice-ng59-2020, not 'memory_2019' @ others.toml, source memory_2019")],
        id="bad_source_id",
    ),
    pytest.param(
        "others.toml",
        'doi = "10.1000/guide"',
        'doi = "https://doi.org/10.1000/guide"',
        [
            (
                "a DOI begins with 10. and a registrant, such as 10.7326/M16-2367, not "
                "'https://doi.org/10.1000/guide' @ others.toml, source guide-2020"
            )
        ],
        id="bad_doi",
    ),
    pytest.param(
        "others.toml",
        'url = "https://example.org/guide"',
        'url = "javascript:alert(1)"',
        [("'url' must match regex 'https?://\\\\S+' ('javascript:alert(1)' doesn't) @ others.toml, source guide-2020")],
        id="bad_url",
    ),
    pytest.param(
        "others.toml",
        "year = 2020",
        "year = 20",
        ["'year' must be >= 1850: 20 @ others.toml, source guide-2020"],
        id="bad_year",
    ),
    pytest.param(
        "rules.toml",
        "within_hours = 12",
        "within_hours = -1",
        ["'within_hours' must be >= 0: -1 @ rules.toml, rule fever_today"],
        id="negative_hours",
    ),
    pytest.param(
        "treatments.toml",
        'providers = ["self"]\nsources',
        "providers = []\nsources",
        ["Length of 'providers' must be >= 1: 0 @ treatments.toml, treatment walking"],
        id="no_providers",
    ),
    pytest.param(
        "exercises.toml",
        'steps = ["Lie down.", "Lift the hips.", "Lower them."]',
        'steps = ["Lie down."]',
        ["Length of 'steps' must be >= 3: 1 @ exercises.toml, exercise bridge"],
        id="one_step",
    ),
    pytest.param(
        "conditions.toml",
        "ci_lr_pos = [1.5, 2.5]",
        "ci_lr_pos = [1.5]",
        ["Length of 'ci_lr_pos' must be >= 2: 1 @ conditions.toml, condition fracture, accuracy[0]"],
        id="interval_of_one",
    ),
    pytest.param(
        "conditions.toml",
        "sens = 0.8",
        "sens = 1.8",
        ["'sens' must be <= 1: 1.8 @ conditions.toml, condition fracture, accuracy[0]"],
        id="share_above_one",
    ),
    pytest.param(
        "rules.toml",
        'urgency = "same_day"',
        'urgency = "self_care"',
        ["self_care is the floor and needs no rule @ rules.toml, rule fever_today"],
        id="self_care_rule",
    ),
    pytest.param(
        "rules.toml",
        'label = "Fever"\n',
        'label = "Fever"\nreplaces = "x"\n',
        [("replaces and because go together: say whose entity is replaced, and why @ rules.toml, rule fever_today")],
        id="replaces_without_because",
    ),
    pytest.param(
        "rules.toml",
        'when = "possibly(fever)"',
        'when = "possibly(fever"',
        ["this is not an expression (column 9 of 'possibly(fever') @ rules.toml, rule no_all_clear, when"],
        id="expression_syntax",
    ),
    pytest.param(
        "rules.toml",
        'when = "possibly(fever)"',
        'when = ""',
        [("an expression is expected, not an empty text (column 1 of '') @ rules.toml, rule no_all_clear, when")],
        id="expression_empty",
    ),
    pytest.param(
        "rules.toml",
        'when = "possibly(fever)"',
        "when = true",
        ["expected an expression in quotes, got true or false True @ rules.toml, rule no_all_clear, when"],
        id="expression_type",
    ),
    pytest.param(
        "others.toml",
        'id = "spine"',
        'id = "lumbar_spine"',
        ["the id is used twice, here and in the same file @ others.toml, structure lumbar_spine"],
        id="id_twice_in_a_file",
    ),
    pytest.param(
        "findings.toml",
        "hard_stop = true",
        'hard_stop = 1\ntier = "corr"',
        [
            "expected true or false, got a whole number 1 @ findings.toml, finding fever, hard_stop",
            "'corr' is not known here; did you mean 'core'? @ findings.toml, finding fever, tier",
        ],
        id="two_faults",
    ),
]

IN_MEANING = [
    pytest.param(
        "rules.toml",
        'sources = ["guide-2020"]\nreviewed',
        'sources = ["guide-202"]\nreviewed',
        ["no source 'guide-202'; did you mean 'guide-2020'? @ rule fever_today, sources"],
        id="ref_source",
    ),
    pytest.param(
        "rules.toml",
        'tests = ["mri"]',
        'tests = ["walking"]',
        ["no test 'walking' (it is a treatment) @ rule fever_today, tests"],
        id="ref_wrong_kind",
    ),
    pytest.param(
        "findings.toml",
        'implies = ["fever"]',
        'implies = ["fver"]',
        ["no finding 'fver'; did you mean 'fever'? @ finding chills, implies"],
        id="ref_implies",
    ),
    pytest.param(
        "definitions.toml",
        'condition = "fracture"',
        'condition = "fractur"',
        ["no condition 'fractur'; did you mean 'fracture'? @ definition suspected_fracture, condition"],
        id="ref_condition_of_definition",
    ),
    pytest.param(
        "conditions.toml",
        'first_line = ["walking"]',
        'first_line = ["walkin"]',
        ["no treatment 'walkin'; did you mean 'walking'? @ condition fracture, first_line"],
        id="ref_first_line",
    ),
    pytest.param(
        "conditions.toml",
        'differential = ["strain"]',
        'differential = ["strian"]',
        ["no condition 'strian'; did you mean 'strain'? @ condition fracture, differential"],
        id="ref_differential",
    ),
    pytest.param(
        "conditions.toml",
        'structures = ["lumbar_spine"]',
        'structures = ["lumbar"]',
        ["no structure 'lumbar'; did you mean 'lumbar_spine'? @ condition fracture, structures"],
        id="ref_structures",
    ),
    pytest.param(
        "conditions.toml",
        '  source = "guide-2020"',
        '  source = "guide"',
        ["no source 'guide'; did you mean 'guide-2020'? @ condition fracture, accuracy[0].source"],
        id="ref_accuracy_source",
    ),
    pytest.param(
        "conditions.toml",
        'sources = ["guide-2020"]\n  certainty',
        'sources = ["guide"]\n  certainty',
        ["no source 'guide'; did you mean 'guide-2020'? @ condition fracture, course[0].sources"],
        id="ref_figure_source",
    ),
    pytest.param(
        "treatments.toml",
        'source = "guide-2020"\n  direction',
        'source = "guid"\n  direction',
        ["no source 'guid' @ treatment walking, recommendation[0].source"],
        id="ref_recommendation",
    ),
    pytest.param(
        "treatments.toml",
        'conditions = ["fracture"]',
        'conditions = ["fractura"]',
        [("no condition 'fractura'; did you mean 'fracture'? @ treatment walking, contraindication[0].conditions")],
        id="ref_contra_condition",
    ),
    pytest.param(
        "treatments.toml",
        'why = "It could move."\n  sources = ["guide-2020"]',
        'why = "It could move."\n  sources = ["guide-2021"]',
        [("no source 'guide-2021'; did you mean 'guide-2020'? @ treatment walking, contraindication[0].sources")],
        id="ref_contra_source",
    ),
    pytest.param(
        "treatments.toml",
        'text = "Begin slowly."\n  sources = ["guide-2020"]',
        'text = "Begin slowly."\n  sources = ["guide-2021"]',
        ["no source 'guide-2021'; did you mean 'guide-2020'? @ treatment walking, caution[0].sources"],
        id="ref_caution_source",
    ),
    pytest.param(
        "treatments.toml",
        'stop_if = ["stop_worse"]',
        'stop_if = ["stop_wors"]',
        ["no message 'stop_wors'; did you mean 'stop_worse'? @ treatment walking, stop_if"],
        id="ref_stop_if",
    ),
    pytest.param(
        "exercises.toml",
        'parent = "walking"\nhelps',
        'parent = "waking"\nhelps',
        ["no treatment 'waking'; did you mean 'walking'? @ exercise bridge, parent"],
        id="ref_parent",
    ),
    pytest.param(
        "exercises.toml",
        '"suspected_fracture"]',
        '"suspected_fractur"]',
        [
            (
                "no finding or definition or condition 'suspected_fractur'; did you mean 'suspected_fracture'? "
                "@ exercise bridge, helps_with"
            )
        ],
        id="ref_helps_with",
    ),
    pytest.param(
        "exercises.toml",
        'basis = "guide-2020"',
        'basis = "guide-2021"',
        ["no source 'guide-2021'; did you mean 'guide-2020'? @ exercise bridge, dosage.basis"],
        id="ref_basis",
    ),
    pytest.param(
        "programmes.toml",
        'exercise = "bridge"',
        'exercise = "brigde"',
        ["no exercise 'brigde'; did you mean 'bridge'? @ programme bridges, items[0].exercise"],
        id="ref_programme_item",
    ),
    pytest.param(
        "others.toml",
        'conditions = ["fracture"]',
        'conditions = ["fracure"]',
        ["no condition 'fracure'; did you mean 'fracture'? @ safety_rule no_bridge_with_fracture, conditions"],
        id="ref_safety_condition",
    ),
    pytest.param(
        "others.toml",
        'between = ["walking"]',
        'between = ["stiff_back"]',
        ["no treatment 'stiff_back' (it is a finding) @ interaction walking_and_rest, between"],
        id="ref_between",
    ),
    pytest.param(
        "others.toml",
        'and = ["rest", "fever"]',
        'and = ["rest", "guide-2020"]',
        [("no treatment or finding or definition 'guide-2020' (it is a source) @ interaction walking_and_rest, and")],
        id="ref_and",
    ),
    pytest.param(
        "others.toml",
        'findings = ["night_pain"]',
        'findings = ["night_pains"]',
        ["no finding 'night_pains'; did you mean 'night_pain'? @ test mri, findings"],
        id="ref_test_findings",
    ),
    pytest.param(
        "others.toml",
        'about = ["rest", "strain", "fever"]',
        'about = ["rest", "strain", "fevre"]',
        ["no entity 'fevre'; did you mean 'fever'? @ claim rest_heals, about"],
        id="ref_about",
    ),
    pytest.param(
        "others.toml",
        'part_of = ["spine"]',
        'part_of = ["spin"]',
        ["no structure 'spin'; did you mean 'spine'? @ structure lumbar_spine, part_of"],
        id="ref_part_of",
    ),
    pytest.param(
        "others.toml",
        'part_of = ["spine"]',
        'part_of = ["xyzzy"]',
        ["no structure 'xyzzy' @ structure lumbar_spine, part_of"],
        id="ref_far",
    ),
    pytest.param(
        "others.toml",
        'about = ["rest", "strain", "fever"]',
        'about = ["old_name"]',
        ["'old_name' is retired (It has a clearer name now.); use 'fever' @ claim rest_heals, about"],
        id="ref_retired",
    ),
    pytest.param(
        "others.toml",
        'id = "memory-2019"',
        'id = "memory-2019"\nretired = "It was wrong."',
        ["'memory-2019' is retired (It was wrong.) @ rule no_all_clear, sources"],
        id="retired_without_successor",
    ),
    pytest.param(
        "others.toml",
        'replaced_by = "fever"',
        'replaced_by = "fevr"',
        ["replaced_by names 'fevr', which no pack has @ definition old_name, replaced_by"],
        id="replaced_by_nothing",
    ),
    pytest.param(
        "rules.toml",
        'when = "possibly(fever) and',
        'when = "possibly(old_name) and',
        ["'old_name' is retired (It has a clearer name now.); use 'fever' @ rule fever_not_asked, when"],
        id="retired_in_expression",
    ),
    pytest.param(
        "rules.toml",
        'when = "possibly(fever) and',
        'when = "possibly(fevr) and',
        [
            (
                "no finding or definition 'fevr'; did you mean 'fever'? (column 10 of \"possibly(fevr) and "
                "pain_side != 'both'\") @ rule fever_not_asked, when"
            )
        ],
        id="expr_unknown",
    ),
    pytest.param(
        "conditions.toml",
        'applies_when = "not night_pain"',
        'applies_when = "age_years"',
        [("yes or no is expected here, this is a number (column 1 of 'age_years') @ condition strain, applies_when")],
        id="expr_number",
    ),
    pytest.param(
        "definitions.toml",
        'value = "age_years - 50"',
        'value = "age_years > 50"',
        [
            (
                "a number is expected here, this is yes or no (column 1 of 'age_years > 50') @ definition "
                "years_over_50, value"
            )
        ],
        id="expr_value",
    ),
    pytest.param(
        "definitions.toml",
        'when = "night_pain and',
        'when = "possibly(night_pain) and',
        [
            (
                "possibly(…) is a precaution of a rule and cannot stand here (column 1 of 'possibly(night_pain) "
                "and years_over_50 >= 0') @ definition suspected_fracture, when"
            )
        ],
        id="expr_possibly_in_definition",
    ),
    pytest.param(
        "conditions.toml",
        'when = "night_pain"\n  effect',
        'when = "possibly(night_pain)"\n  effect',
        [
            (
                "possibly(…) is a precaution of a rule and cannot stand here (column 1 of "
                "'possibly(night_pain)') @ condition fracture, feature[0].when"
            )
        ],
        id="expr_possibly_in_feature",
    ),
    pytest.param(
        "rules.toml",
        "pain_side != 'both'",
        "pain_side != 'up'",
        [
            (
                "pain_side has no choice 'up'; it has left, right, both (column 34 of \"possibly(fever) and "
                "pain_side != 'up'\") @ rule fever_not_asked, when"
            )
        ],
        id="expr_choice",
    ),
    pytest.param(
        "findings.toml",
        'asked_when = "age_years >= 40',
        'asked_when = "age_years >= 400',
        [
            (
                "400 is outside the plausible range of age_years, 0 to 110 (column 14 of 'age_years >= 400 or "
                "stiff_back') @ finding night_pain, asked_when"
            )
        ],
        id="expr_asked_when",
    ),
    pytest.param(
        "treatments.toml",
        'population = "not fever"',
        'population = "not fevers"',
        [
            (
                "no finding or definition 'fevers'; did you mean 'fever'? (column 5 of 'not fevers') @ "
                "treatment walking, recommendation[0].population"
            )
        ],
        id="expr_population",
    ),
    pytest.param(
        "rules.toml",
        'sources = ["guide-2020"]\nreviewed',
        "reviewed",
        ["no source; what stands in an answer names at least one @ rule fever_today, sources"],
        id="no_source",
    ),
    pytest.param(
        "others.toml",
        'summary = "The low back."\npart_of = ["spine"]\nbasis = "practice"',
        'summary = "The low back."\npart_of = ["spine"]',
        ['no source; name one, or say basis = "practice" or "design" @ structure lumbar_spine, sources'],
        id="no_basis",
    ),
    pytest.param(
        "rules.toml",
        'withholds = ["impact"]',
        'withholds = ["impacts"]',
        ["no item has 'impacts', so it would withhold nothing; did you mean 'impact'? @ rule fever_today, withholds"],
        id="withholds_nothing",
    ),
    pytest.param(
        "others.toml",
        'why = "Trials say otherwise."\nabout = ["rest", "strain", "fever"]\nsources = ["guide-2020"]',
        'why = "Trials say otherwise."\nsources = ["memory-2019"]',
        ["only sources that nobody has checked stand under it @ claim rest_heals, sources"],
        id="unchecked_alone",
    ),
    pytest.param(
        "conditions.toml",
        'text = "Most heal within 12 weeks."\n  sources = ["guide-2020"]',
        'text = "Most heal within 12 weeks."\n  sources = ["memory-2019"]',
        ["only sources that nobody has checked stand under it @ condition fracture, course[0].sources"],
        id="unchecked_alone_under_a_figure",
    ),
    pytest.param(
        "rules.toml",
        'confidence = "design"\n',
        "",
        ["only sources that nobody has checked stand under it @ rule no_all_clear, sources"],
        id="unchecked_under_published_rule",
    ),
    pytest.param(
        "conditions.toml",
        "lr_pos = 2\n",
        "lr_pos = 4.5\n",
        [
            (
                "lr_pos 4.5 does not follow from sensitivity and specificity, which give 2.00 @ condition "
                "fracture, accuracy[0]"
            )
        ],
        id="ratio_pos",
    ),
    pytest.param(
        "conditions.toml",
        "lr_neg = 0.33",
        "lr_neg = 0.9",
        [
            (
                "lr_neg 0.9 does not follow from sensitivity and specificity, which give 0.33 @ condition "
                "fracture, accuracy[0]"
            )
        ],
        id="ratio_neg",
    ),
    pytest.param(
        "definitions.toml",
        'value = "age_years - 50"',
        'value = "years_over_50 - 50"',
        [("definitions use one another in a circle: years_over_50 -> years_over_50 @ definition years_over_50, when")],
        id="circle_definitions",
    ),
    pytest.param(
        "findings.toml",
        "hard_stop = true\n",
        'hard_stop = true\nimplies = ["chills"]\n',
        ["implies runs in a circle: chills -> fever -> chills @ finding chills, implies"],
        id="circle_implies",
    ),
    pytest.param(
        "exercises.toml",
        'regression_to = ["bridge"]',
        'regression_to = ["bridge"]\nprogression_to = ["bridge"]',
        [
            (
                "progression_to runs in a circle: bridge -> single_leg_bridge -> bridge @ exercise bridge, "
                "progression_to"
            ),
            ("bridge is a harder version but does not name it as easier @ exercise single_leg_bridge, progression_to"),
            "bridge is called harder but has a lower level @ exercise single_leg_bridge, progression_to",
        ],
        id="circle_progression",
    ),
    pytest.param(
        "findings.toml",
        'implies = ["fever"]',
        'implies = ["fever", "age_years"]',
        ["it implies 'age_years', which is not yes or no @ finding chills, implies"],
        id="implies_number",
    ),
    pytest.param(
        "exercises.toml",
        'regression_to = ["bridge"]\n',
        "",
        [("single_leg_bridge is a harder version but does not name it as easier @ exercise bridge, progression_to")],
        id="not_mutual_harder",
    ),
    pytest.param(
        "exercises.toml",
        'progression_to = ["single_leg_bridge"]\n',
        "",
        [("bridge is an easier version but does not name it as harder @ exercise single_leg_bridge, regression_to")],
        id="not_mutual_easier",
    ),
    pytest.param(
        "exercises.toml",
        "level = 1",
        "level = 3",
        ["single_leg_bridge is called harder but has a lower level @ exercise bridge, progression_to"],
        id="falling_level",
    ),
    pytest.param(
        "others.toml",
        "matches = { load = ",
        "matches = { loads = ",
        [
            (
                "exercises cannot be matched by 'loads'; did you mean 'load'? @ safety_rule "
                "no_load_with_night_pain, matches"
            )
        ],
        id="match_attribute",
    ),
    pytest.param(
        "others.toml",
        "matches = { load = ",
        "matches = { label = ",
        [
            (
                "exercises cannot be matched by 'label'; did you mean 'level'? @ safety_rule "
                "no_load_with_night_pain, matches"
            )
        ],
        id="match_attribute_far",
    ),
    pytest.param(
        "others.toml",
        '"moderate", "high"]',
        '"moderate", "hihg"]',
        [("load is never 'hihg'; it is one of low, moderate, high @ safety_rule no_load_with_night_pain, matches")],
        id="match_value",
    ),
    pytest.param(
        "rules.toml",
        "within_hours = 12",
        "within_hours = 25",
        ["25 hours are more than the 24 of the level same_day @ rule fever_today, within_hours"],
        id="hours",
    ),
    pytest.param(
        "others.toml",
        '[[message]]\nid = "level_soon"\nrole = "level"\nurgency = "soon"',
        '[[message]]\nid = "level_soon"\nrole = "phrase"',
        ["exactly one message of the role level is needed for soon, there are 0 @ messages"],
        id="no_level",
    ),
    pytest.param(
        "others.toml",
        'urgency = "soon"',
        'urgency = "same_day"',
        [
            "exactly one message of the role level is needed for same_day, there are 2 @ messages",
            "exactly one message of the role level is needed for soon, there are 0 @ messages",
        ],
        id="two_levels",
    ),
    pytest.param(
        "others.toml",
        'role = "disclaimer"',
        'role = "plan"',
        ["no message of the role disclaimer @ messages"],
        id="no_disclaimer",
    ),
    pytest.param(
        "others.toml",
        'role = "safety_net"',
        'role = "plan"',
        ["no message of the role safety_net @ messages"],
        id="no_safety_net",
    ),
    pytest.param(
        "others.toml",
        'id = "weights"',
        'id = "weights"\nretired = "It was wrong."',
        ["exactly one [[scoring]] is needed, there are 0 @ scoring"],
        id="no_scoring",
    ),
    pytest.param(
        "rules.toml",
        'findings = { chills = true }\n  expect = "fires"',
        'findings = { night_pain = true }\n  expect = "fires"',
        ["expected fires, but it is unknown @ rule fever_today, case[0]"],
        id="case_wrong",
    ),
    pytest.param(
        "rules.toml",
        "findings = { chills = true }",
        "findings = { fever = true, chils = true }",
        ["no finding 'chils'; did you mean 'chills'? @ rule fever_today, case[0]"],
        id="case_unknown_finding",
    ),
    pytest.param(
        "rules.toml",
        "findings = { chills = true }",
        'findings = { fever = true, age_years = "old" }',
        ["age_years is a number of years from 0 to 110, not 'old' @ rule fever_today, case[0]"],
        id="case_wrong_type",
    ),
    pytest.param(
        "rules.toml",
        '  [[rule.case]]\n  findings = { chills = true }\n  expect = "fires"\n',
        "",
        ["no case that expects fires @ rule fever_today, case"],
        id="no_case_fires",
    ),
    pytest.param(
        "rules.toml",
        '  [[rule.case]]\n  findings = { fever = false, night_pain = false }\n  expect = "silent"\n',
        "",
        ["no case that expects silent @ rule fever_today, case"],
        id="no_case_silent",
    ),
    pytest.param(
        "rules.toml",
        '  [[rule.case]]\n  findings = { fever = false, night_pain = true }\n  expect = "unknown"\n',
        "",
        ["no case that expects unknown @ rule fever_today, case"],
        id="no_case_unknown",
    ),
    pytest.param(
        "findings.toml",
        'id = "stiff_back"\nlabel = "Stiff back"',
        'id = "stiff_back"\nred_flag = true\nwhy_asked = "x"\nasked_when = "fever"\nlabel = "Stiff back"',
        ["this red flag is read by no rule @ finding stiff_back, red_flag"],
        id="red_flag_unread",
    ),
    pytest.param(
        "rules.toml",
        "possibly(fever) and pain_side != 'both'",
        "possibly(fever) and not night_pain",
        [
            "expected fires, but it is unknown @ rule fever_not_asked, case[0]",
            "expected precaution, but it is unknown @ rule fever_not_asked, case[1]",
            (
                "night_pain is a red flag and stands under not: its presence could lower the urgency @ rule "
                "fever_not_asked, when"
            ),
        ],
        id="flag_under_not",
    ),
    pytest.param(
        "rules.toml",
        "possibly(fever) and pain_side != 'both'",
        "possibly(fever) and not chills",
        [
            "expected fires, but it is unknown @ rule fever_not_asked, case[0]",
            "expected precaution, but it is unknown @ rule fever_not_asked, case[1]",
            (
                "chills is tied to the red flag fever and stands under not: its presence could lower the "
                "urgency @ rule fever_not_asked, when"
            ),
        ],
        id="tied_under_not",
    ),
    pytest.param(
        "rules.toml",
        'when = "fever or suspected_fracture"',
        'when = "chills or suspected_fracture"',
        ["this hard stop, answered yes, fires no rule of soon or above by itself @ finding fever, hard_stop"],
        id="hard_stop_silent",
    ),
    pytest.param(
        "rules.toml",
        'when = "possibly(fever)"',
        'when = "fever"',
        [
            (
                "this hard stop, not answered, holds back no all-clear: no rule fires for it as a precaution @ "
                "finding fever, hard_stop"
            ),
            "expected precaution, but it is unknown @ rule no_all_clear, case[1]",
        ],
        id="hard_stop_all_clear",
    ),
    pytest.param(
        "rules.toml",
        'when = "fever or suspected_fracture"',
        'when = "fever or (suspected_fracture and age_years >= 60)"',
        [
            (
                "it withholds treatment, but no rule of soon or above is sure to fire while it is True @ "
                "definition suspected_fracture, withholds"
            )
        ],
        id="withholds_untriaged",
    ),
]


def with_fault(tiny, file, old, new):
    """Return the tiny core pack with one piece of text changed."""
    assert old in tiny[file]
    return tiny | {file: tiny[file].replace(old, new, 1)}


def test_the_tiny_core_pack_is_sound(tiny, write, problems):
    """Without a fault there is nothing to say, so each message below is about the fault alone."""
    assert [] == problems(write(tiny))


@pytest.mark.parametrize(("file", "old", "new", "expected"), IN_FILES)
def test_a_fault_in_one_entity(tiny, write, problems, file, old, new, expected):
    """What a file cannot hold is refused when it is read, with file, entity, field and a hint."""
    assert expected == problems(write(with_fault(tiny, file, old, new)))


@pytest.mark.parametrize(("file", "old", "new", "expected"), IN_MEANING)
def test_a_fault_between_entities(tiny, write, problems, file, old, new, expected):
    """What does not go together with the rest is found by the check, with entity, field and a hint."""
    assert expected == problems(write(with_fault(tiny, file, old, new)))

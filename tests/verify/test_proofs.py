from backpain_kb.verify import prove, triage


def test_only_what_is_wanted_is_proved(small):
    """Proofs come in the order of the laws, hygiene last; some can be asked for by name."""
    kb = small('[finding.a]\n[rule.now]\nwhen = "a"\n')
    proofs = list(prove(kb))
    assert [2, 3, 5, 5, 6, 6, 7, 11, 15] == [proof.law for proof in proofs if proof.law is not None]
    assert [None] * 5 == [proof.law for proof in proofs[9:]]
    assert ["bounds", "no idle rule"] == [proof.name for proof in prove(kb, only=["no idle rule", "bounds"])]


def test_packs_are_compared_with_the_core(small):
    """With packs, law 11 looks at who is less urgent than with the core pack alone."""
    core, kb = small('[finding.a]\n[rule.now]\nwhen = "a"\n'), small("[finding.a]\n")
    (proof,) = prove(kb, core=core, only=["packs add caution"])
    assert (proof.law, proof.count, proof.proved) == (11, 1, False)


def test_a_bound_that_is_broken_is_a_failure(small, monkeypatch):
    """What is lost for somebody is said with the person."""
    kb = small('[finding.a]\n[rule.now]\nwhen = "a"\n')
    who = kb.presentation(a=True)
    triages = kb.triage(who), kb.triage(kb.presentation(a=False))
    loss = triage.Loss(("lower", "lower"), triages, who, (who, who))
    monkeypatch.setattr(triage, "loss_of", lambda *_: loss)
    (proof,) = prove(kb, only=["bounds"])
    assert [failure.who for failure in proof.failures] == [who]

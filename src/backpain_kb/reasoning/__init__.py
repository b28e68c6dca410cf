"""A catalogue and a presentation in, an assessment out: pure functions over frozen objects."""

"""Every law of backpain-kb, on this pack."""

from backpain_kb.testing import PackSuite


class TestHillClinic(PackSuite):
    """The pack keeps all laws on top of the core pack."""

    pack = "hill-clinic"
    max_examples = 10

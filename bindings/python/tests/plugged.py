"""Puts staydown in the place of PDQ in the package threatexchange, so that the package's own tests run with it.

They are in its repository, not in what is installed. In the folder `python-threatexchange` of a checkout, with that folder and this
one on PYTHONPATH:

    python -m pytest -p plugged threatexchange --ignore threatexchange/extensions/vpdq
"""

import sys

import staydown.compat.pdqhash

sys.modules["pdqhash"] = staydown.compat.pdqhash

from threatexchange.signal_type.pdq import pdq_index, signal  # noqa: E402

from staydown.threatexchange import StaydownIndex, StaydownPdqSignal  # noqa: E402


class Plugged(StaydownPdqSignal):
    """Under the name of what it stands for."""

    @classmethod
    def get_name(cls) -> str:
        return "pdq"


pdq_index.PDQIndex = StaydownIndex
signal.PDQIndex = StaydownIndex
signal.PdqSignal = Plugged

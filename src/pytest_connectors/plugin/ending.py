"""What if a call can be ended by nothing? The process is ended, with the verdict written and the server taken away."""

from __future__ import annotations

import os
import sys

import pytest

from pytest_connectors.contract import Contract
from pytest_connectors.plugin.fixtures import FAR_ENDS
from pytest_connectors.plugin.marker import plan_of
from pytest_connectors.plugin.verdicts import EMERGENCY, case_of
from pytest_connectors.reporting.block import block
from pytest_connectors.verdicts.outcome import Outcome


def end_process(item: pytest.Function, contract: Contract) -> None:
    """The third step against a hang: write the verdict where it is not lost, take the server away, and end."""
    reason = "the call could not be interrupted, so the process was ended; the items after it were not run"
    case = case_of(contract, plan_of(item), item.nodeid, Outcome.HANGS, reason, fails=True)
    text = f"\n{block(case)}\n"
    if (capture := item.config.pluginmanager.getplugin("capturemanager")) is not None:
        # What is captured is never told: nothing comes after this.
        capture.suspend_global_capture(in_=True)
    os.write(sys.__stderr__.fileno() if sys.__stderr__ is not None else 2, text.encode())
    if EMERGENCY in item.config.stash:
        item.config.stash[EMERGENCY](case)
    for far_end in item.config.stash.get(FAR_ENDS, {}).values():
        far_end.close()
        far_end.server.stop()
    os._exit(1)

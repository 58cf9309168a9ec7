"""Which clients of well-known libraries outlive a run? None, and what the process had before is there again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from pytest_connectors.runner.clients import forget_clients, own_clients


@pytest.fixture
def unused() -> Iterator[None]:
    """boto3 as it is where nobody has asked for a session."""
    kept, boto3.DEFAULT_SESSION = boto3.DEFAULT_SESSION, None
    yield
    boto3.DEFAULT_SESSION = kept


def models(session: Any) -> Any:
    """What a session knows of the services."""
    return session._session.get_component("data_loader")


def handlers(session: Any, event: str) -> list[str]:
    """Who answers to an event of botocore, in order."""
    found = session._session._original_handler._handlers.prefix_search(event)
    return [getattr(one, "__qualname__", type(one).__name__) for one in found]


def theirs(**_: object) -> None:
    """What a connector wants to be told."""


def test_who_keeps_no_session_is_given_none(unused: None) -> None:
    """A run that has nothing to do with S3 leaves boto3 as it was."""
    forget_clients()
    assert boto3.DEFAULT_SESSION is None


def test_a_session_of_the_process_is_there_again(unused: None) -> None:
    """With its credentials; meanwhile there is another one."""
    boto3.DEFAULT_SESSION = theirs = boto3.Session(aws_access_key_id="theirs", aws_secret_access_key="x")
    with own_clients():
        assert boto3.DEFAULT_SESSION is not theirs
        forget_clients()
        assert boto3.DEFAULT_SESSION is not theirs
    assert boto3.DEFAULT_SESSION is theirs


def test_no_session_of_ours_stays(unused: None) -> None:
    """Where there was none before, there is none afterwards."""
    with own_clients():
        assert boto3.DEFAULT_SESSION is not None
    assert boto3.DEFAULT_SESSION is None


def test_each_run_has_a_session_of_its_own_that_reads_no_model_again(unused: None) -> None:
    """Another session, so that no credential stays, and the same models of the services."""
    with own_clients():
        first = boto3.DEFAULT_SESSION
        forget_clients()
        assert boto3.DEFAULT_SESSION is not first
        assert models(boto3.DEFAULT_SESSION) is models(first)


def test_a_session_of_a_run_does_what_any_other_does(unused: None) -> None:
    """It has all of botocore's handlers, and what is registered with it is its own."""
    plain = boto3.Session()
    with own_clients():
        for event in ("before-parameter-build.s3.PutObject", "before-call.s3.PutObject", "creating-client-class.s3"):
            boto3.DEFAULT_SESSION.events.register(event, theirs)
            assert sorted(handlers(boto3.DEFAULT_SESSION, event)) == sorted(["theirs", *handlers(plain, event)])
            forget_clients()
            assert handlers(boto3.DEFAULT_SESSION, event) == handlers(plain, event) != []

"""What is on the table? `NAME=SOURCE` as it is said on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_connectors.contract.proposal import Kind, proposal_of, without_password
from pytest_connectors.errors import BadContract


@pytest.mark.parametrize(
    ("said", "kind", "system", "item"),
    [
        ("purchases=0042.sql", Kind.MIGRATION, "postgres", "change-0042"),
        ("purchases = 0042 add note.sql", Kind.MIGRATION, "postgres", "change-0042-add-note"),
        ("putRecommendations=openapi-next.yaml", Kind.DOCUMENT, "rest", "change-openapi-next"),
        ("putRecommendations=next.json", Kind.DOCUMENT, "rest", "change-next"),
        ("activity=new.parquet", Kind.SAMPLE, "s3", "change-new"),
        ("activity=new.csv.gz", Kind.SAMPLE, "s3", "change-new"),
        ("activity=new.v2.jsonl", Kind.SAMPLE, "s3", "change-new.v2"),
    ],
)
def test_a_file_is_what_it_ends_in(tmp_path: Path, said: str, kind: Kind, system: str, item: str) -> None:
    """The suffix says what it is, and the rest of its name what its items are called."""
    (tmp_path / said.partition("=")[2].strip()).touch()
    found = proposal_of(said, tmp_path)
    assert (found.kind, found.kind.system, found.id) == (kind, system, item)
    assert found.declared == said.partition("=")[0].strip()
    assert found.path.is_absolute()


@pytest.mark.parametrize(
    ("url", "item"),
    [
        ("postgresql://me:secret@staging.shop.example:5432/shop", "change-staging"),
        ("postgres://me@staging/shop", "change-staging"),
        ("postgresql://me:secret@127.0.0.1/shop", "change-shop"),
        ("postgresql://localhost/shop_next", "change-shop_next"),
    ],
)
def test_a_database_is_called_by_its_host(tmp_path: Path, url: str, item: str) -> None:
    """Or by its name, where the host says nothing; its password is shown nowhere."""
    found = proposal_of(f"purchases={url}", tmp_path)
    assert (found.kind, found.id, found.source) == (Kind.DATABASE, item, url)
    assert "secret" not in found.said + found.option


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("purchases", "says no change"),
        ("=0042.sql", "says no change"),
        ("purchases=", "says no change"),
        ("purchases=0042.txt", "ends in nothing that is known"),
        ("purchases=nowhere.sql", "there is no file 'nowhere.sql'"),
        ("purchases=mysql://host/db", "ends in nothing that is known"),
    ],
)
def test_what_says_no_change(tmp_path: Path, said: str, words: str) -> None:
    """The message holds what was said, and what can be."""
    (tmp_path / "0042.txt").touch()
    with pytest.raises(BadContract, match=words) as error:
        proposal_of(said, tmp_path)
    assert "--connector-change" in str(error.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:s3cr3t@db:5432/shop", "postgresql://ann:***@db:5432/shop"),
        ("postgresql://ann:s3@cr3t@db/shop", "postgresql://ann:***@db/shop"),
        (
            "postgresql://ann@db/shop?password=s3cr3t&sslmode=require",
            "postgresql://ann@db/shop?password=***&sslmode=require",
        ),
        ("postgresql://ann@db/shop", "postgresql://ann@db/shop"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    """Wherever the password stands, and whatever is in it."""
    assert without_password(url) == shown

"""Does a path, a text or a dict become one document, and is what is none refused with advice?"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pytest_connectors.contract.openapi import Api, load
from pytest_connectors.contract.openapi.references import at
from pytest_connectors.errors import BadContract

TEXT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /users:
    get:
      operationId: listUsers
      responses:
        200: {description: all}
"""


def files(folder: Path, **texts: str) -> Path:
    """Files by name, in which `__` is a dot and `_in_` a slash; the path of the first."""
    paths = []
    for name, text in texts.items():
        path = folder / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        paths.append(path)
    return paths[0]


def test_path_text_and_dict_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path as a text or a Path, seen from the current directory, a text of YAML or JSON, and a dict are the same."""
    path = files(tmp_path, shop__yaml=TEXT)
    monkeypatch.chdir(tmp_path)
    root = load(path, "openapi=").root
    sources: list[Any] = ["shop.yaml", str(path), Path("shop.yaml"), TEXT, json.dumps(root), dict(root)]
    assert all(load(source, "openapi=").root == root for source in sources)
    assert load(path, "openapi=").where == str(path)
    assert load(TEXT, "openapi=").where == "openapi="


def test_a_file_is_read_once_until_it_or_another_of_it_changes(tmp_path: Path) -> None:
    """A document is the same object until its file, or one to which it refers, changes or appears."""
    path = files(
        tmp_path,
        shop__yaml=TEXT + "components: {schemas: {A: {$ref: a.yaml}, B: {$ref: b.yaml}}}\n",
        a__yaml="type: string",
    )
    first = load(path, "x")
    assert load(str(path), "x") is first
    os.utime(tmp_path / "a.yaml", ns=(1, 1))
    second = load(path, "x")
    assert second is not first
    files(tmp_path, b__yaml="type: integer")
    third = load(path, "x")
    assert third is not second
    assert at(third.root, third.root["components"]["schemas"]["B"]["$ref"]) == {"type": "integer"}


def test_files_are_bundled_whatever_leads_to_which(tmp_path: Path) -> None:
    """Paths, parameters, answers and schemas in other files, in circles and back to the document, become one."""
    path = files(
        tmp_path,
        api_in_shop__yaml="""
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /users/{id}: {$ref: "paths/user.yaml"}
components:
  schemas:
    Id: {type: integer, nullable: true}
""",
        api_in_paths_in_user__yaml="""
parameters:
  - $ref: "../../common/parts.json#/parameters/Id"
get:
  responses:
    "200": {$ref: "#/answers/User"}
answers:
  User:
    description: one
    content: {application/json: {schema: {$ref: "../../common/user model.yaml"}}}
""",
        common_in_parts__json=json.dumps(
            {
                "parameters": {
                    "Id": {"name": "id", "in": "path", "schema": {"$ref": "../api/shop.yaml#/components/schemas/Id"}}
                }
            }
        ),
    )
    (tmp_path / "common" / "user model.yaml").write_text(
        """
type: object
properties:
  friends: {type: array, items: {$ref: "#"}}
  pet: {$ref: "pets.yaml#/Pet", description: not counted}
"""
    )
    files(
        tmp_path,
        common_in_pets__yaml="Pet: {type: object, nullable: true, properties: {owner: {$ref: 'user%20model.yaml'}}}",
    )
    document = load(path, "x")
    api = Api(document)
    assert api.troubles == ()
    endpoint = api.find("GET /users/{id}")
    assert endpoint.pointer == "#/x-documents/paths~1user.yaml/get"
    (given,) = endpoint.parameters
    assert given.schema == {"$ref": "#/components/schemas/Id"}
    user = at(document.root, endpoint.replies[0].contents[0].schema["$ref"])
    assert at(document.root, user["properties"]["friends"]["items"]["$ref"]) is user
    pet = at(document.root, user["properties"]["pet"]["$ref"])
    assert pet["type"] == ["object", "null"]
    assert user["properties"]["pet"].keys() == {"$ref"}
    assert at(document.root, pet["properties"]["owner"]["$ref"]) is user


def test_files_are_seen_from_the_file_that_names_them_and_a_text_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are seen from the file that names them, and a text from here."""
    files(tmp_path, a__yaml="type: string")
    monkeypatch.chdir(tmp_path)
    document = load(TEXT + "components: {schemas: {A: {$ref: ./a.yaml}}}\n", "openapi=")
    assert document.root["components"]["schemas"]["A"] == {"$ref": "#/x-documents/a.yaml"}
    assert document.root["x-documents"] == {"a.yaml": {"type": "string"}}


def test_discriminators_lead_into_other_files(tmp_path: Path) -> None:
    """A discriminator that names files names their places in the one document."""
    path = files(
        tmp_path,
        shop__yaml=TEXT
        + """
components:
  schemas:
    Pet:
      oneOf: [{$ref: dog.yaml}]
      discriminator: {propertyName: kind, mapping: {dog: dog.yaml, cat: "#/components/schemas/Cat", fish: Fish}}
""",
        dog__yaml="type: object",
    )
    mapping = load(path, "x").root["components"]["schemas"]["Pet"]["discriminator"]["mapping"]
    assert mapping == {"dog": "#/x-documents/dog.yaml", "cat": "#/components/schemas/Cat", "fish": "Fish"}


def test_a_ref_in_an_example_is_a_text() -> None:
    """A `$ref` in an example or under a name of the user is no reference."""
    schema = {
        "properties": {"$ref": {"type": "string"}, "example": {"type": "object"}},
        "example": {"$ref": "nowhere.yaml"},
        "enum": [{"$ref": "nowhere.yaml"}],
    }
    root = load({"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": schema}}}, "x").root
    assert root["components"]["schemas"]["A"] == schema
    assert "x-missing" not in root


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (7, "openapi= takes the path of an OpenAPI document, its text (YAML or JSON) or a dict; it is int 7."),
        ("", "openapi= is an empty text."),
        ("https://api.example/openapi.json", "nothing is fetched in a test. Save the document beside the test"),
        ("shop.yml", "shop.yml is not there. Did you mean 'shop.yaml'? In . there is empty.yaml, shop.yaml."),
        ("nowhere/shop.yaml", "nowhere/shop.yaml is not there: there is no directory nowhere."),
        (".", ". is a directory."),
        ("empty.yaml", "empty.yaml is empty."),
        ("- 1\n- 2\n", "openapi= is no OpenAPI document: it holds list [1, 2]."),
        ({}, "does not say 'openapi' at its top, where there is nothing."),
        ({"openapy": "3.1.0"}, "where there is 'openapy'. Did you mean 'openapi'?"),
        ({"type": "object", "properties": {}}, "where there is 'type', 'properties'. One begins with a line such as"),
        (
            {"swagger": "2.0"},
            "is Swagger 2.0, which is older than OpenAPI 3. Convert it once and give the result: npx swagger2openapi",
        ),
        ({"openapi": "4.0.0"}, "is OpenAPI '4.0.0', which is not known here. Known are 3.0 and 3.1"),
        ({"openapi": "2.0"}, "is OpenAPI '2.0', which is not known here."),
        ("openapi: 3.1.0\npaths: [\n", "openapi= is no YAML:"),
    ],
)
def test_what_is_no_document_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Any, said: str
) -> None:
    """What is no document is refused with advice."""
    files(tmp_path, shop__yaml=TEXT, empty__yaml="\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadContract) as error:
        load(source, "openapi=")
    assert said in str(error.value)


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", 3.1, "3.0", "3.1.0-rc1"])
def test_known_versions_are_read(version: Any) -> None:
    """Known versions are read, and the text's own word is kept."""
    assert load({"openapi": version, "paths": {}}, "x").version == str(version)


def test_a_document_that_is_nested_beyond_reason_is_refused() -> None:
    """A document that is nested beyond reason is refused."""
    with pytest.raises(BadContract, match="is nested too deeply to be read"):
        load('{"openapi": "3.0.0", "paths": ' + "[" * 200_000 + "]" * 200_000 + "}", "openapi=")

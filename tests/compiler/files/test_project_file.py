from __future__ import annotations

import pytest

from talkif_compiler.files.project_file import read_project

HEAD = "schema: talkif.project/v1\n"


@pytest.mark.parametrize(
    "address",
    [
        "not a url",
        "api.example.com",
        "ftp://api.example.com",
        "https://",
        "https://:443",
        "https:///api",
        "https://api.example.com:99999",
        "https://api.example.com:port",
        "https://user:word@api.example.com",
        "https://api.example.com?key=1",
        "https://api.example.com#top",
        "https://[::1",
        "https://api.exa mple.com",
    ],
)
def test_an_api_that_is_no_address_is_found_in_its_line(address: str) -> None:
    project, found = read_project(f'{HEAD}account: account_1\napi: "{address}"\n')
    assert [(item.rule, item.severity, item.span.start_position[0]) for item in found] == [("wrong-type", "error", 3)]
    assert project is not None
    assert project.api is None


@pytest.mark.parametrize("address", ["https://api.example.com", "http://127.0.0.1:8000", "https://[::1]:8443/talkif/"])
def test_an_api_may_have_a_port_and_a_path(address: str) -> None:
    project, found = read_project(f'{HEAD}api: "{address}"\n')
    assert found == ()
    assert project is not None
    assert project.api is not None
    assert project.api.value == address


@pytest.mark.parametrize("account", ["", " ", "a/b", "a b", "a?b"])
def test_what_cannot_be_an_account_is_found_in_its_line(account: str) -> None:
    project, found = read_project(f'{HEAD}api: https://api.example.com\naccount: "{account}"\n')
    assert [(item.rule, item.severity, item.span.start_position[0]) for item in found] == [("wrong-type", "error", 3)]
    assert project is not None
    assert project.account is None

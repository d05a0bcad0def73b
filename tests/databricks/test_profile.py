"""Target `databricks` in profiles.yml: who logs in, where, and what is said when it is missing."""

from typing import Any

import pytest
import yaml

from tests.houses import PROJECT

# The adapter's own: it declares models as pydantic did before.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

WAREHOUSE = {"DATABRICKS_HOST": "example.invalid", "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/a"}
PRINCIPAL = {"DATABRICKS_CLIENT_ID": "builder", "DATABRICKS_CLIENT_SECRET": "dose-secret"}
TOKEN = {"DATABRICKS_TOKEN": "dapi-secret"}


def credentials(environment: dict[str, str]) -> Any:
    """Return what dbt logs in with."""
    from dbt.adapters.databricks.credentials import DatabricksCredentials
    from dbt.config.renderer import ProfileRenderer
    from dbt_common.context import set_invocation_context

    set_invocation_context(environment)
    profile = yaml.safe_load((PROJECT / "profiles.yml").read_text("utf-8"))
    rendered: dict[str, Any] = ProfileRenderer().render_data(
        profile["daybook"]["outputs"]["databricks"]
    )
    found = DatabricksCredentials.from_dict(DatabricksCredentials.translate_aliases(rendered))
    found.validate_creds()
    return found


def test_a_service_principal_goes_before_a_token() -> None:
    found = credentials(WAREHOUSE | PRINCIPAL | TOKEN)

    assert (found.client_id, found.client_secret) == ("builder", "dose-secret")
    assert not found.token
    assert found.auth_type == "oauth"


def test_a_token_is_enough_for_a_person() -> None:
    found = credentials(WAREHOUSE | TOKEN)

    assert found.token == "dapi-secret"  # noqa: S105  no secret
    assert not found.client_id


def test_the_host_may_be_an_address_as_a_bundle_writes_it() -> None:
    given = {"DATABRICKS_HOST": "https://example.invalid/"}

    assert credentials(WAREHOUSE | TOKEN | given).host == "example.invalid"


@pytest.mark.parametrize(
    ("given", "catalog"), [({}, "daybook_dev"), ({"DATABRICKS_CATALOG": "staging"}, "staging")]
)
def test_the_catalog_is_the_environment(given: dict[str, str], catalog: str) -> None:
    assert credentials(WAREHOUSE | TOKEN | given).database == catalog


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (TOKEN, "DATABRICKS_HOST"),
        (TOKEN | {"DATABRICKS_HOST": "example.invalid"}, "DATABRICKS_HTTP_PATH"),
        (WAREHOUSE, "DATABRICKS_TOKEN"),
        (WAREHOUSE | {"DATABRICKS_CLIENT_ID": "builder"}, "DATABRICKS_CLIENT_SECRET"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, str], missing: str) -> None:
    from dbt.exceptions import EnvVarMissingError

    with pytest.raises(EnvVarMissingError, match=missing):
        credentials(given)

"""What a page of the site may load: nothing from outside, no script but files of the site.

Source: W3C, Content Security Policy Level 3.
"""

META_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
# A meta element cannot say who may frame a page; a server can.
PAGE_POLICY = f"{META_POLICY}; frame-ancestors 'none'"
# The page that dbt generates compiles its templates in the browser.
DOCS_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def policy_of(path: str) -> str:
    """Return the policy of a path below the site, such as `docs/index.html`."""
    return DOCS_POLICY if path == "docs" or path.startswith("docs/") else PAGE_POLICY

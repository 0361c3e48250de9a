"""Which release of the package this is."""

from importlib.metadata import PackageNotFoundError, version


def package_version() -> str:
    """The version of the installed package; "0+source" where only its source is at hand."""
    try:
        return version("agonist")
    except PackageNotFoundError:
        return "0+source"

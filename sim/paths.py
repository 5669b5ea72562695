"""Where Parley finds the files it ships and where it may keep files of its own.

The same code runs from a checkout, where ``app.py`` and ``scenarios/`` lie beside the package, and from an installed
wheel, where they are packed inside it as ``sim/_data``. Nothing else in Parley needs to know which of the two it is.
"""

from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path


def data_root() -> Path:
    """Return the folder that holds ``app.py``, ``scenarios/`` and ``.streamlit/``.

    Returns:
        ``sim/_data`` of an installed wheel, otherwise the root of the checkout.
    """
    package = Path(str(files("sim")))
    packed = package / "_data"
    return packed if packed.is_dir() else package.parent


def scenarios_dir() -> Path:
    """Return the folder of the scenarios that come with Parley.

    Returns:
        The folder with one YAML file per scenario.
    """
    return data_root() / "scenarios"


def codebook_path() -> Path:
    """Return the one file among the scenarios that is none: how words become their ranges.

    Returns:
        The path of ``codebook.yaml``.
    """
    return scenarios_dir() / "codebook.yaml"


def app_path() -> Path:
    """Return the file that Streamlit runs.

    Returns:
        The path of ``app.py``.
    """
    return data_root() / "app.py"


def cache_root() -> Path:
    """Return the user's own folder for things that can be made again, such as compiled rules.

    It is neither created nor checked for being writable here. A shared temporary folder is never used instead: loading
    compiled code from a place where others may write would let them run theirs.

    Returns:
        ``parley`` inside the platform's cache folder: ``$XDG_CACHE_HOME`` or ``~/.cache`` on Linux,
        ``~/Library/Caches`` on macOS, ``%LOCALAPPDATA%`` on Windows.

    Raises:
        FileNotFoundError: If the user has no home folder, as in some containers.
    """
    nowhere = "this user has no home folder, so there is nowhere to keep a cache"
    try:
        root = user_cache_path("parley", appauthor=False, opinion=False)
    except RuntimeError as error:
        # An OSError, so that callers handle "no home" and "home not writable" in one place.
        raise FileNotFoundError(nowhere) from error
    if not root.is_absolute():
        raise FileNotFoundError(nowhere)
    return root

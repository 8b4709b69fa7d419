"""Asks the Hugging Face hub once, and quickly, whether a model is there: loading by itself retries for minutes."""

from difflib import get_close_matches
from pathlib import Path

from exegesis.core.errors import LoadError

_SECONDS = 5.0


def cache_only(source: str, revision: str | None = None) -> bool:
    """Whether `source` must come from the cache, the hub being out of reach; `LoadError` when it is in neither."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, HFValidationError, RepositoryNotFoundError

    try:
        HfApi().model_info(source, revision=revision, timeout=_SECONDS)
    except GatedRepoError:
        return False  # loading says better what is to be done
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise LoadError(
            f"{source!r} is neither a folder here nor a model on the Hugging Face hub.{_bundled(source)}"
        ) from error
    except HfHubHTTPError:
        return False
    except Exception as error:  # no network, in the words of whatever library speaks HTTP
        if cached_commit(source, revision):
            return True
        raise LoadError(
            f"{source!r} is no folder here, and the Hugging Face hub cannot be reached.{_bundled(source)}"
        ) from error
    return False


def _bundled(source: str) -> str:
    """The model that comes with the package, where its name was given without the mark."""
    from exegesis.adapters.bundled import BUNDLED, PREFIX

    near = get_close_matches(source, BUNDLED, n=1)
    return f" Did you mean {PREFIX + near[0]!r}?" if near else ""


def cached_commit(source: str, revision: str | None = None) -> str | None:
    """The commit whose files stand in the cache for `revision` (None: the main branch), or None."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(source, "config.json", revision=revision)
    return Path(found).parent.name if isinstance(found, str) else None

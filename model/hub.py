"""Checkpoints on the Hugging Face hub."""

from __future__ import annotations

from pathlib import Path

from newsfacts.checkpoint import PATTERNS, check, find
from newsfacts.data.errors import ConfigError

__all__ = ["push"]


def push(
    checkpoint: str | Path,
    repository: str,
    *,
    private: bool = False,
    revision: str | None = None,
    message: str = "Upload a newsfacts checkpoint",
) -> str:
    """Check a checkpoint folder and upload it; what the repository holds of an older one is removed.

    The token is that of ``hf auth login`` or ``$HF_TOKEN``; the hub, that of ``$HF_ENDPOINT`` if it is set.

    Args:
        repository: ``owner/name``; made if it is not there.
        private: whether a repository that is made is.
        revision: a branch, by default ``main``; made if it is not there.

    Returns:
        The address of the commit.

    Raises:
        ConfigError: the folder does not pass :func:`newsfacts.checkpoint.check` or has no manifest, or the hub refuses.
    """
    folder = find(checkpoint)
    if not check(folder):
        raise ConfigError(f"checkpoint {folder}: is of format 1, without a manifest; load it and save it before")
    from huggingface_hub import HfApi

    api = HfApi()
    try:
        name = api.create_repo(repository, private=private, exist_ok=True).repo_id
        if revision is not None:
            api.create_branch(name, branch=revision, exist_ok=True)
        commit = api.upload_folder(
            repo_id=name,
            folder_path=folder,
            revision=revision,
            commit_message=message,
            allow_patterns=PATTERNS,
            delete_patterns=PATTERNS,
        )
    except (OSError, ValueError, RuntimeError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ConfigError(f"repository {repository}: {folder} cannot be uploaded ({reason})") from error
    return str(commit.commit_url)

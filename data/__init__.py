"""Articles, the annotation scheme, file formats, and the datasets that training reads."""

from newsfacts.data.article import Argument, Article, Entity, Event, Mention, Relation
from newsfacts.data.errors import ConfigError, DataError, NewsfactsError
from newsfacts.data.files import iter_articles, read_articles, read_jsonl, write_jsonl
from newsfacts.data.schema import RelationType, RoleType, Schema

__all__ = [
    "Argument",
    "Article",
    "ConfigError",
    "DataError",
    "Entity",
    "Event",
    "Mention",
    "NewsfactsError",
    "Relation",
    "RelationType",
    "RoleType",
    "Schema",
    "iter_articles",
    "read_articles",
    "read_jsonl",
    "write_jsonl",
]

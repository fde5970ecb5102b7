"""What Label Studio must know of a scheme: the labelling configuration."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from newsfacts.data.schema import Schema

__all__ = ["ENTITY", "FACTUALITY", "LABEL", "SOURCE", "TEXT", "labelling_config"]

LABEL, ENTITY, FACTUALITY, TEXT = "label", "entity", "factuality", "text"  # names of controls, and of what they mark
SOURCE = "source"
_MENTION, _EVENT = "#7fb3d5", "#f5b041"  # background colours


def labelling_config(schema: Schema) -> str:
    """The labelling configuration of this scheme, as XML."""
    labels = [f"    <Label value={quoteattr(type)} background={quoteattr(_MENTION)}/>" for type in schema.mentions]
    labels += [f"    <Label value={quoteattr(type)} background={quoteattr(_EVENT)}/>" for type in schema.events]
    arrows = dict.fromkeys([*(role.name for role in schema.roles), SOURCE, *(r.name for r in schema.relations)])
    lines = [
        "<View>",
        '  <Header value="$heading"/>',
        f'  <Labels name="{LABEL}" toName="{TEXT}">',
        *labels,
        "  </Labels>",
        f'  <Text name="{TEXT}" value="$text" granularity="word"/>',
        f'  <TextArea name="{ENTITY}" toName="{TEXT}" perRegion="true" maxSubmissions="1" editable="true"',
        f'            whenTagName="{LABEL}" whenLabelValue={quoteattr(",".join(schema.mentions))}',
        '            placeholder="entity: the same key, the same entity"/>',
        *_factuality(schema),
        "  <Relations>",
        *(f"    <Relation value={quoteattr(arrow)}/>" for arrow in arrows),
        "  </Relations>",
        "</View>",
    ]
    return "\n".join([*lines, ""])


def _factuality(schema: Schema) -> list[str]:
    if not schema.events:
        return []
    return [
        f'  <Choices name="{FACTUALITY}" toName="{TEXT}" perRegion="true" choice="single-radio"',
        f'           whenTagName="{LABEL}" whenLabelValue={quoteattr(",".join(schema.events))}>',
        *(f"    <Choice value={quoteattr(value)}/>" for value in schema.factuality),
        "  </Choices>",
    ]

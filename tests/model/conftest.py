import pytest

from newsfacts import FactExtractor, Schema


@pytest.fixture(scope="module")
def extractor(schema: Schema) -> FactExtractor:
    """An extractor with small windows; its facts are nonsense, but there are many, of all probabilities."""
    import torch
    from tiny import network, tokenizer

    model = network(schema, window=80, thresholds={"argument": 0.1, "source": 0.002, "relation": 0.1})
    with torch.no_grad():
        for head in (model.arguments, model.relations, model.coreference):
            head.out[-1].weight.normal_(std=200.0)
    return FactExtractor(model, tokenizer())

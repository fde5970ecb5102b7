"""The faster attention and dropout against PyTorch's own."""

import pytest
import tiny
import torch
from torch import nn

from newsfacts.data import Schema
from newsfacts.training.cpu import ATTENTION, ByteDropout, quicken


@pytest.fixture
def encoder():
    model = tiny.network(Schema.default())
    model.encoder.config.attention_probs_dropout_prob = 0.0
    return model


def gradients(model, inputs, mask):
    model.zero_grad()
    hidden = model.encoder(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
    (hidden * mask[..., None]).pow(2).sum().backward()
    return hidden, {name: p.grad.clone() for name, p in model.encoder.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("padded", [False, True])
def test_attention_and_its_gradients_are_those_of_pytorch(encoder, padded):
    encoder.eval()
    torch.manual_seed(0)
    inputs = torch.randn(3, 11, encoder.encoder.config.hidden_size)
    mask = torch.ones(3, 11, dtype=torch.long)
    if padded:
        mask[1, 6:] = 0
        mask[2, 2:] = 0
    wanted, wanted_gradients = gradients(encoder, inputs, mask)
    encoder.encoder.set_attn_implementation(ATTENTION)
    found, found_gradients = gradients(encoder, inputs, mask)
    seen = mask.bool()
    torch.testing.assert_close(found[seen], wanted[seen], atol=1e-5, rtol=1e-4)
    assert wanted_gradients.keys() == found_gradients.keys()
    for name, gradient in wanted_gradients.items():
        torch.testing.assert_close(found_gradients[name], gradient, atol=1e-4, rtol=1e-3, msg=name)


def test_quicken_replaces_dropout_and_attention(encoder):
    quicken(encoder, bf16=True)
    assert encoder.encoder.config._attn_implementation == ATTENTION
    assert not [m for m in encoder.modules() if type(m) is nn.Dropout]


def test_attention_with_dropout_of_its_weights_stays(encoder):
    encoder.encoder.config.attention_probs_dropout_prob = 0.1
    quicken(encoder, bf16=True)
    assert encoder.encoder.config._attn_implementation == "sdpa"


def test_dropout_keeps_the_mean_and_the_share():
    torch.manual_seed(0)
    dropout = ByteDropout(0.25)
    out = dropout(torch.ones(1001, 333))
    assert (out == 0).float().mean().item() == pytest.approx(0.25, abs=0.005)
    assert out.mean().item() == pytest.approx(1.0, abs=0.01)
    torch.manual_seed(0)
    assert torch.equal(out, dropout(torch.ones(1001, 333)))
    assert torch.equal(dropout.eval()(torch.ones(5)), torch.ones(5))

"""Fine-tune, evaluate and report."""

"""The sample of answers whose senders are asked whether it is really solved."""

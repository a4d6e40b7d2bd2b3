"""Survey rounds (kỳ khảo sát): what people think of the units that answered them, once each, and nobody knows who."""

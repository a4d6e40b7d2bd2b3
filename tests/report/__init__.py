"""Reports: random histories folded and recounted, the nights, what stays as it was published."""

"""Opinion: counted whatever comes twice or late, labelled by people."""

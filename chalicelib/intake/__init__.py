"""In: the door takes a signed webhook, the queue keeps the order, the inbox opens or continues a ticket."""

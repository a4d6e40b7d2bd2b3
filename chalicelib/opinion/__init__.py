"""Opinion: what people say and show below posts and in chats without petitioning for anything, counted and labelled."""

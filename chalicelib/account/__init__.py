"""Pages and OAs: how each stands, its tokens, and who must act when it may not send."""

"""Staff act: every act of an officer on a ticket, and what a desk shows."""

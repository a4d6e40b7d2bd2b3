"""Time acts: what nobody did in time goes up the ladder of the province's regulation, each rung once."""

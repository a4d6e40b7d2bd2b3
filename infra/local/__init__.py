"""The local run: the production template in a local cloud, with stand-ins for platforms and login.

up         starts everything (make run); cloud, seed and stop are its steps
platforms  Facebook, Zalo, the issuer of the staff's tokens and the shop window
replay     feeds petitions through the doors
"""

"""Random lives of petitions: a whole province in memory, everything that can be done in it, and what must stay true.

places  the province and the versions it may change into, each built once
town    the product on fakes, cheap enough for thousands of lives; every commit is written down
bodies  what an officer may send with an act, plausible or not
doings  what may happen: an officer acts, a citizen speaks, time passes, the clock sweeps
asides  what happens beside the work: edits, answers by hand, chats found to be one, who is forgotten
steps   one number becomes one step: a doing, two at once, or other rules
laws    what holds of a move, of a petition, of all of them, of what people are told
kept    what stays as it was written, and what is gone for good
truths  the onlooker who writes everything down and asks for the laws after every step
"""

"""Record: what was done in a school, by whom, and what it changed. Only added to; a hash chain shows every tampering.

`from belisha.schools.record import actions as record`, then `record.write(place, Event.X, about, before=…, after=…)` in the
transaction of the deed, and `record.read(place, Event.X, about)` where somebody opened a page that not everybody may see.
"""

"""Post: the mail that Belisha sends. `from belisha.schools.post import actions as post`, then `post.send(place, …)` puts a message
in the outbox in the transaction of the deed; a job sends it.
"""

"""Notifications: who must be told what, by which channel, and proof that it arrived.

Decides: whether an endpoint may be sent to (接收端点), when it rests and when it is given up.
Hears: everything the services publish. It numbers that into one gapless feed, turns it into
deliveries for the endpoints that want it and into lines in the inboxes of the people concerned.
Tells: what became of the endpoints.
"""

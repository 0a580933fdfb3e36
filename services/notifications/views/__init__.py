"""The read side: what is kept of all that the services publish, and the questions asked of it.

concerned   whose park, department and people each project and lead is, who was granted what
routing     the feed, the deliveries and the inbox lines, in one transaction with the checkpoint
endpoints   the list of endpoints, versioned in time
feed, inbox, deliveries   what is read of them
"""

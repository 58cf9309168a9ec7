"""What far ends that speak HTTP have in common: messages, and how they come over sockets."""

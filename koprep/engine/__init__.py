"""How a pipeline is executed: over batches, in this process, in threads or in spawned processes."""

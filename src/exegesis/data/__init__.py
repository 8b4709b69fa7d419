"""What passes between the rooms: inputs, targets, requests, records, and the Explanation."""

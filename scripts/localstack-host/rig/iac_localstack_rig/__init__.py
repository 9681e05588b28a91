"""Test aid: closes the gaps of LocalStack without Docker. Never part of what `iac` ships.

`functions` lets Lambda functions become active, `tables` serves DynamoDB, `search` answers for OpenSearch
domains, `loopback` keeps the gateway off the network.
"""

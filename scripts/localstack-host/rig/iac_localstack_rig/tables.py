"""Test aid: DynamoDB and its streams from the moto that LocalStack bundles (no Java, no download).

Selected with PROVIDER_OVERRIDE_DYNAMODB=moto and PROVIDER_OVERRIDE_DYNAMODBSTREAMS=moto.
"""

from localstack.services.plugins import Service, aws_provider


def service_from_moto(name, api):
    """A LocalStack service whose every operation falls through to moto."""
    from localstack.services.moto import MotoFallbackDispatcher

    provider = type(name, (api,), {})()
    return Service.for_provider(provider, dispatch_table_factory=MotoFallbackDispatcher)


@aws_provider(api="dynamodb", name="moto")
def dynamodb():
    from localstack.aws.api.dynamodb import DynamodbApi

    return service_from_moto("MotoDynamoDb", DynamodbApi)


@aws_provider(api="dynamodbstreams", name="moto")
def dynamodbstreams():
    from localstack.aws.api.dynamodbstreams import DynamodbstreamsApi

    return service_from_moto("MotoDynamoDbStreams", DynamodbstreamsApi)

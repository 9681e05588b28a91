"""Test aid: a Lambda executor that never runs code, so that functions become Active without Docker.

An invocation is answered with an error, which is honest: nothing was executed.
"""

from plux import Plugin


class NoopExecutorPlugin(Plugin):
    """Offers the executor to LocalStack under LAMBDA_RUNTIME_EXECUTOR=noop."""

    namespace = "localstack.lambda.runtime_executor"
    name = "noop"

    def load(self, *_args, **_kwargs):
        from localstack import config
        from localstack.services.lambda_.invocation.runtime_executor import LambdaRuntimeException, RuntimeExecutor

        refusal = "this LocalStack runs without Docker: functions can be created and read, not invoked"

        class NoopExecutor(RuntimeExecutor):
            def start(self, env_vars):
                raise LambdaRuntimeException(refusal)

            def stop(self):
                pass

            def invoke(self, payload):
                raise LambdaRuntimeException(refusal)

            def get_logs(self):
                return ""

            def get_address(self):
                return "127.0.0.1"

            def get_endpoint_from_executor(self):
                return "127.0.0.1"

            def get_runtime_endpoint(self):
                return config.internal_service_url()

            @classmethod
            def prepare_version(cls, function_version):
                pass

            @classmethod
            def cleanup_version(cls, function_version):
                pass

        return NoopExecutor

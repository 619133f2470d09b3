"""What is known of servers that people use, to fill a new connection in.

Names of models stand in none of them: they change, and the server itself lists those it has.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of server."""

    name: str
    """Of the preset, and of a new connection made from it."""
    title: str
    base_url: str
    api_key_env: str | None = None
    """The environment variable that usually holds the key; None for servers that need no key."""

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves the machine."""
        return "://localhost" in self.base_url


PRESETS = (
    Preset("openai", "OpenAI", "https://api.openai.com/v1", "OPENAI_API_KEY"),
    Preset("deepseek", "DeepSeek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    Preset(
        "qwen",
        "Qwen (DashScope)",
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "DASHSCOPE_API_KEY",
    ),
    Preset("vllm", "vLLM", "http://localhost:8000/v1"),
    Preset("ollama", "Ollama", "http://localhost:11434/v1"),
    Preset("llama-cpp", "llama.cpp", "http://localhost:8080/v1"),
)

"""Classes of Kotlin: the property that turns thinking off for one model, the calls that give it, and which classes are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rewrite.own_types.tools import Files, accepted, becomes, declines, tool
from tests.rewrite.tools import Write

OFF = 'mapOf("type" to "disabled")'
ASKED = f'val thinking: Map<String, String>? = if (model == "<id>") {OFF} else null'
TAKEN = "val thinking: Map<String, String>? = null"
LINES = (
    "package chat.data\n\ndata class ChatRequest(\n    val model: String,\n    val messages: List<String>,\n"
    '    @SerializedName("max_tokens")\n    val maxTokens: Int = 1000«,\n    ' + ASKED + "»\n)\n"
)
RETROFIT = (
    'package chat.data\n\ninterface Api {\n    @POST("chat/completions")\n'
    "    suspend fun chat(@Body request: ChatRequest): ChatResponse\n}\n"
)
CLIENT = (
    "package chat\n\nimport chat.data.Api\nimport chat.data.ChatRequest\n\nclass Client {\n"
    '    private val retrofit = Retrofit.Builder()\n        .baseUrl("https://api.deepseek.com/")\n'
    "        .addConverterFactory(GsonConverterFactory.create())\n        .build()\n"
    "    private val api = retrofit.create(Api::class.java)\n\n"
    '    suspend fun ask(said: List<String>) = api.chat(\n        ChatRequest(\n            model = "<id>",\n'
    "            messages = said\n        )\n    )\n}\n"
)
ON_ONE_LINE = (
    'data class ChatRequest(val model: String = "<id>", val messages: List<String>, val stream: Boolean = false'
    f"«, {ASKED}»)\n"
)
OKHTTP = (
    'private const val API = "https://api.deepseek.com/chat/completions"\n\n'
    "fun ask(http: OkHttpClient, said: List<String>) {\n"
    "    val body = Gson().toJson(ChatRequest(messages = said)).toRequestBody()\n"
    "    http.newCall(Request.Builder().url(API).post(body).build()).execute()\n}\n"
)
MOSHI = (
    "package chat\n\nimport com.squareup.moshi.Json\nimport com.squareup.moshi.JsonClass\n\n"
    '@JsonClass(generateAdapter = true)\ndata class ChatRequest(\n    @Json(name = "model") val modelName: String,\n'
    '    @Json(name = "messages") val said: List<String>, // all of them\n'
    '«    @Json(name = "thinking") val thinking: Map<String, String>? ='
    f' if (modelName == "<id>") {OFF} else null,\n»)\n'
)
HELD = (
    'package chat\n\nclass Tool(private val api: Api) {\n    private var mModel: String = "<id>"\n'
    '    private val base = "https://api.deepseek.com/"\n\n    fun setModel(model: String) {\n        mModel = model\n    }\n\n'
    "    suspend fun ask(said: List<String>) {\n        val request = ChatRequest(mModel, said)\n        api.chat(request)\n    }\n}\n"
)
SERIAL = (
    "import kotlinx.serialization.SerialName\nimport kotlinx.serialization.Serializable\n\n@Serializable\n"
    "data class ChatRequest(\n    val model: String,\n    val messages: List<String>,\n"
    f"    val temperature: Double? = null,\n«    {TAKEN},\n»)\n"
)
KTOR = (
    'private const val API = "https://api.deepseek.com/chat/completions"\n\n'
    "class Client(private val http: HttpClient) {\n    suspend fun ask(said: List<String>) = http.post(API) {\n"
    f'        setBody(ChatRequest(model = "<id>", messages = said«, thinking = {OFF}»))\n    }}\n\n'
    '    suspend fun other(said: List<String>) = http.post(API) { setBody(ChatRequest("<other>", said)) }\n}\n'
).replace("<other>", "deepseek-coder-lite")
CHOSEN = (
    'class Client(private val http: HttpClient) {\n    private var mModel = "<id>"\n\n    fun use(name: String) {\n'
    "        mModel = name\n    }\n\n    suspend fun ask(said: List<String>) ="
    ' http.post("https://api.deepseek.com/chat/completions") {\n        setBody(\n            ChatRequest(\n'
    "                mModel,\n                said«,\n                thinking ="
    f' if (mModel == "<id>") {OFF} else null»\n            )\n        )\n    }}\n}}\n'
)
NAMED = (
    'class Client(private val http: HttpClient) {\n    companion object {\n        const val MODEL = "<id>"\n    }\n\n'
    '    suspend fun ask(said: List<String>) = http.post("https://api.deepseek.com/chat/completions") {\n'
    f'        setBody(ChatRequest(model = MODEL, messages = said«, thinking = if (MODEL == "<id>") {OFF} else null»))\n    }}\n}}\n'
)
ANOTHERS = (
    'class Moon(private val http: HttpClient) {\n    companion object {\n        const val MODEL = "moonshot-v1-32k"\n    }\n\n'
    '    suspend fun ask(said: List<String>) = http.post("https://api.moonshot.cn/v1/chat/completions") {\n'
    "        setBody(ChatRequest(model = MODEL, messages = said))\n    }\n}\n"
)
NEVER = (
    "import «kotlinx.serialization.EncodeDefault\nimport kotlinx.serialization.ExperimentalSerializationApi\n"
    "import »kotlinx.serialization.SerialName\n"
    + SERIAL.partition("SerialName\n")[2].replace(
        f"«    {TAKEN}",
        "«    @OptIn(ExperimentalSerializationApi::class)\n    @EncodeDefault(EncodeDefault.Mode.NEVER)\n    " + TAKEN,
    )
)
ALL_DEFAULTS = "val json = Json { encodeDefaults = true; ignoreUnknownKeys = true }\n"
NO_NULLS = "val json = Json {\n    encodeDefaults = true\n    explicitNulls = false\n}\n"
JACKSON = (
    "package chat\n\n«import com.fasterxml.jackson.annotation.JsonInclude\n»"
    "import com.fasterxml.jackson.annotation.JsonProperty\n\ndata class ChatRequest(\n    val model: String,\n"
    '    val messages: List<String>,\n    @JsonProperty("max_tokens") val maxTokens: Int = 100«,\n'
    f"    @get:JsonInclude(JsonInclude.Include.NON_NULL)\n    {ASKED}»\n)\n"
)
REST = (
    "package chat\n\nfun ask(rest: RestTemplate, said: List<String>) =\n"
    '    rest.postForObject("https://api.deepseek.com/chat/completions", ChatRequest("<id>", said), String::class.java)\n'
)

OWN_SWITCH = SERIAL.replace("«    val thinking", '    @SerialName("thinking") val mode').replace(",\n»)", ",\n)")

PLACED = [
    pytest.param(
        {"data/ChatRequest.kt": LINES, "data/Api.kt": RETROFIT, "Client.kt": CLIENT},
        id="gson-by-retrofit-one-property-per-line",
    ),
    pytest.param(
        {"ChatRequest.kt": ON_ONE_LINE, "Client.kt": OKHTTP}, id="default-in-the-class-and-all-properties-on-one-line"
    ),
    pytest.param(
        {
            "ChatRequest.kt": MOSHI,
            "Api.kt": RETROFIT.replace("package chat.data", "package chat"),
            "Network.kt": "val retrofit = Retrofit.Builder().addConverterFactory(MoshiConverterFactory.create(moshi))\n",
            "Tool.kt": HELD,
        },
        id="moshi-with-names-comma-and-comment-and-a-model-that-may-be-set",
    ),
    pytest.param({"ChatRequest.kt": SERIAL, "Client.kt": KTOR}, id="kotlinx-leaves-defaults-out-so-the-call-gives-it"),
    pytest.param({"ChatRequest.kt": SERIAL, "Client.kt": CHOSEN}, id="kotlinx-with-a-model-that-is-chosen"),
    pytest.param(
        {"ChatRequest.kt": SERIAL, "Client.kt": NAMED, "Moon.kt": ANOTHERS},
        id="kotlinx-with-a-constant-and-another-client-whose-own-constant-names-another-model",
    ),
    pytest.param(
        {"ChatRequest.kt": NEVER, "Client.kt": KTOR, "Http.kt": ALL_DEFAULTS},
        id="kotlinx-that-writes-all-defaults-is-told-to-leave-null-out",
    ),
    pytest.param(
        {"ChatRequest.kt": OWN_SWITCH, "Client.kt": KTOR.replace("thinking =", "mode =")},
        id="kotlinx-property-for-the-switch-that-is-there",
    ),
    pytest.param(
        {
            "ChatRequest.kt": SERIAL.replace(TAKEN, ASKED),
            "Client.kt": KTOR.replace(f"«, thinking = {OFF}»", ""),
            "Http.kt": NO_NULLS,
        },
        id="kotlinx-that-writes-all-defaults-but-null",
    ),
    pytest.param({"ChatRequest.kt": JACKSON, "Client.kt": REST}, id="jackson-is-told-to-leave-null-out"),
    pytest.param(
        {
            "ChatRequest.kt": ON_ONE_LINE.replace(' = "<id>"', "", 1),
            "Client.kt": OKHTTP.replace("messages = said", "MODEL, said") + '\nprivate const val MODEL = "<id>"\n',
        },
        id="constant-that-is-given-by-its-place",
    ),
    pytest.param(
        {
            "ChatRequest.kt": LINES,
            "Api.kt": RETROFIT,
            "Client.kt": CLIENT,
            "old/ChatRequest.kt": "package old\n\nclass ChatRequest(val model: String, val messages: List<String>)\n",
        },
        id="another-class-of-that-name-is-left-alone",
    ),
]


@pytest.mark.parametrize("files", PLACED)
def test_placed(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files) -> None:
    becomes(write, tmp_path, capsys, files)


def test_the_result_compiles(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kotlinc = tool("kotlinc")
    uses = (
        '\nclass Gson {\n    fun toJson(value: Any) = "$value"\n}\n\n'
        'fun ask() = post("https://api.deepseek.com/chat/completions", Gson().toJson(ChatRequest(messages = listOf("a"))))\n\n'
        "fun post(url: String, body: String) = url + body\n"
    )
    becomes(write, tmp_path, capsys, {"Chat.kt": ON_ONE_LINE + uses})
    accepted(kotlinc, "Chat.kt", "-d", "out", cwd=tmp_path)


def _left(text: str) -> str:
    return text.partition("«")[0] + text.rpartition("»")[2]


PLAIN = {"ChatRequest.kt": _left(LINES), "Api.kt": RETROFIT, "Client.kt": CLIENT}
SERIALIZED = {"ChatRequest.kt": _left(SERIAL), "Client.kt": _left(KTOR)}


def _with(files: Files, **changed: str) -> Files:
    return files | {f"{name}.kt": text for name, text in changed.items()}


def _replaced(files: Files, name: str, old: str, new: str) -> Files:
    assert old in files[f"{name}.kt"]
    return files | {f"{name}.kt": files[f"{name}.kt"].replace(old, new)}


DECLINED = [
    pytest.param(
        _replaced(
            PLAIN,
            "Client",
            "GsonConverterFactory.create()",
            "GsonConverterFactory.create(GsonBuilder().serializeNulls().create())",
        ),
        "writes null as well",
        id="gson-that-writes-null",
    ),
    pytest.param(
        _replaced(PLAIN, "Client", "        .addConverterFactory(GsonConverterFactory.create())\n", "")
        | {"ChatRequest.kt": _left(LINES).replace('    @SerializedName("max_tokens")\n', "")},
        "what writes ChatRequest as JSON is not known",
        id="nothing-says-what-writes-it",
    ),
    pytest.param(
        _with({name: text for name, text in PLAIN.items() if name != "Api.kt"})
        | {"Client.kt": CLIENT.replace("api.chat(\n        ", "keep(\n        ")},
        "nothing shows that ChatRequest is sent",
        id="nothing-sends-it",
    ),
    pytest.param(
        _replaced(PLAIN, "ChatRequest", "data class", "@Entity\ndata class"),
        "values of ChatRequest are stored as well",
        id="what-a-database-keeps",
    ),
    pytest.param(_replaced(PLAIN, "ChatRequest", "data class", "@Parcelize\ndata class"), "is not known", id="parcel"),
    pytest.param(
        _replaced(PLAIN, "ChatRequest", "data class", "open class"), "ChatRequest is no plain class", id="open-class"
    ),
    pytest.param(
        _replaced(PLAIN, "ChatRequest", "\n)\n", "\n) : BaseRequest()\n"), "made from another type", id="inheritance"
    ),
    pytest.param(
        _replaced(PLAIN, "ChatRequest", "val model: String", "val model: Model"), "no plain text", id="model-of-an-enum"
    ),
    pytest.param(
        _replaced(PLAIN, "ChatRequest", "val maxTokens: Int = 1000", "val done: () -> Unit"),
        "must stay the last",
        id="lambda-as-the-last-parameter",
    ),
    pytest.param(
        _with(
            PLAIN,
            More="package chat.data\n\nfun other(request: ChatRequest) = request.copy(messages = listOf(), model = pick())\n",
        ),
        "is changed after it is made",
        id="copy-for-another-model",
    ),
    pytest.param(
        _with(PLAIN, More="package chat.data\n\nval makes = ::ChatRequest\n"),
        "another parameter would be in the way",
        id="reference-to-its-constructor",
    ),
    pytest.param(
        _with(PLAIN, More='package chat.data\n\nfun ChatRequest(said: String) = ChatRequest("a", listOf(said))\n'),
        "another parameter would be in the way",
        id="function-of-its-name",
    ),
    pytest.param(
        PLAIN | {"Old.java": 'class Old { Object o = new ChatRequest("a", List.of(), 1); }\n'},
        "Java code makes ChatRequest",
        id="made-by-java",
    ),
    pytest.param(
        _replaced(
            PLAIN,
            "ChatRequest",
            '@SerializedName("max_tokens")\n    val maxTokens: Int = 1000',
            "val thinking: Boolean = false",
        ),
        "has a property for the switch",
        id="property-of-another-type",
    ),
    pytest.param(
        _replaced(SERIALIZED, "Client", 'ChatRequest("deepseek-coder-lite", said)', "ChatRequest(pick(said), said)"),
        "no plain name that could be asked for first",
        id="kotlinx-with-a-model-that-is-worked-out",
    ),
    pytest.param(
        _with(SERIALIZED, Other='val mapper = jacksonObjectMapper()\nval request = ChatRequest("a", listOf())\n'),
        "what writes ChatRequest as JSON is not known",
        id="kotlinx-and-jackson",
    ),
]


@pytest.mark.parametrize(("files", "why"), DECLINED)
def test_declined(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Files, why: str) -> None:
    declines(write, tmp_path, capsys, files, why)

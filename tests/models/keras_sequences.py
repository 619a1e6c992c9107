"""Models of text, time series and attention."""

from __future__ import annotations

from typing import Any

from tests.models.entry import ZooModel


def text_cnn() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((40,), dtype="int32", name="tokens")
    x = layers.Embedding(100, 16)(inputs)
    towers = [
        layers.GlobalMaxPooling1D()(layers.Conv1D(8, size, activation="relu")(x))
        for size in (3, 4, 5)
    ]
    x = layers.Dropout(0.5)(layers.Concatenate()(towers))
    return keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x), name="text_cnn")


def lstm_classifier() -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32", name="tokens"),
            layers.Embedding(50, 8, mask_zero=True),
            layers.LSTM(16, return_sequences=True, dropout=0.1),
            layers.LSTM(8),
            layers.Dense(3, activation="softmax"),
        ],
        name="lstm_classifier",
    )


def bidirectional() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((12, 6))
    x = layers.Bidirectional(layers.LSTM(5, return_sequences=True), merge_mode="sum")(inputs)
    x = layers.Bidirectional(layers.GRU(4))(x)
    return keras.Model(inputs, layers.Dense(2)(x), name="bidirectional")


def translator() -> Any:
    import keras
    from keras import layers

    source = keras.Input((None,), dtype="int32", name="source")
    target = keras.Input((None,), dtype="int32", name="target")
    encoded = layers.Embedding(60, 8, name="source_embedding")(source)
    _, state = layers.GRU(16, return_state=True, name="encoder")(encoded)
    decoded = layers.Embedding(70, 8, name="target_embedding")(target)
    decoded = layers.GRU(16, return_sequences=True, name="decoder")(decoded, initial_state=state)
    words = layers.Dense(70, activation="softmax", name="words")(decoded)
    return keras.Model([source, target], words, name="translator")


def conv_lstm() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((5, 16, 16, 1), name="frames")
    x = layers.ConvLSTM2D(4, 3, padding="same", return_sequences=True)(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.ConvLSTM2D(2, 3, padding="same")(x)
    return keras.Model(inputs, x, name="conv_lstm")


def transformer_encoder() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((10, 16))
    x = inputs
    for _ in range(2):
        attended = layers.MultiHeadAttention(4, 4, dropout=0.1)(x, x)
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, attended]))
        hidden = layers.Dense(16)(layers.Dense(32, activation="gelu")(x))
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, hidden]))
    return keras.Model(inputs, layers.GlobalAveragePooling1D()(x), name="transformer_encoder")


def vision_transformer() -> Any:
    import keras
    from keras import layers, ops

    class Positions(layers.Layer):
        """Adds a learned vector to each position."""

        def __init__(self, count: int, width: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.count = count
            self.embedding = layers.Embedding(count, width)

        def build(self, input_shape: Any) -> None:
            self.embedding.build((None,))

        def call(self, patches: Any) -> Any:
            return patches + self.embedding(ops.arange(self.count))

    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(16, 8, 8, name="patches")(inputs)
    x = layers.Reshape((16, 16))(x)
    x = Positions(16, 16, name="positions")(x)
    for _ in range(2):
        y = layers.LayerNormalization()(x)
        x = x + layers.MultiHeadAttention(2, 8)(y, y)
        y = layers.LayerNormalization()(x)
        x = x + layers.Dense(16)(layers.Dense(32, activation="gelu")(y))
    x = ops.mean(layers.LayerNormalization()(x), axis=1)
    return keras.Model(inputs, layers.Dense(10)(x), name="vision_transformer")


def gpt() -> Any:
    import keras
    from keras import layers, ops

    class TokensAndPositions(layers.Layer):
        def __init__(self, vocabulary: int, length: int, width: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.tokens = layers.Embedding(vocabulary, width)
            self.positions = layers.Embedding(length, width)

        def build(self, input_shape: Any) -> None:
            self.tokens.build(input_shape)
            self.positions.build(input_shape)

        def call(self, ids: Any) -> Any:
            length = ops.shape(ids)[-1]
            return self.tokens(ids) + self.positions(ops.arange(0, length))

    class Block(layers.Layer):
        def __init__(self, heads: int, width: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.attention = layers.MultiHeadAttention(heads, width // heads)
            self.feed = keras.Sequential([layers.Dense(4 * width, "gelu"), layers.Dense(width)])
            self.norm1 = layers.LayerNormalization(epsilon=1e-5)
            self.norm2 = layers.LayerNormalization(epsilon=1e-5)

        def build(self, input_shape: Any) -> None:
            self.attention.build(input_shape, input_shape)
            for part in (self.feed, self.norm1, self.norm2):
                part.build(input_shape)

        def call(self, x: Any) -> Any:
            y = self.norm1(x)
            x = x + self.attention(y, y, use_causal_mask=True)
            return x + self.feed(self.norm2(x))

    inputs = keras.Input((16,), dtype="int32", name="ids")
    x = TokensAndPositions(64, 16, 24, name="embedding")(inputs)
    for index in range(2):
        x = Block(4, 24, name=f"block_{index}")(x)
    return keras.Model(inputs, layers.Dense(64, name="head")(x), name="gpt")


def any_length_gpt() -> Any:
    """Positions of a length that only the call knows: needs example sizes."""
    import keras
    from keras import layers, ops

    class Positions(layers.Layer):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.table = layers.Embedding(128, 8)

        def build(self, input_shape: Any) -> None:
            self.table.build(input_shape)

        def call(self, x: Any) -> Any:
            return x + self.table(ops.arange(ops.shape(x)[1]))

        def compute_output_shape(self, input_shape: Any) -> Any:
            return input_shape

    inputs = keras.Input((None,), dtype="int32", name="ids")
    x = Positions(name="positions")(layers.Embedding(50, 8)(inputs))
    return keras.Model(inputs, layers.Dense(50)(x), name="any_length_gpt")


def cross_attention() -> Any:
    import keras
    from keras import layers

    memory = keras.Input((20, 8), name="memory")
    query = keras.Input((5, 8), name="query")
    keys = layers.Dense(8, name="keys")(memory)
    x = layers.MultiHeadAttention(2, 4, name="cross")(query, memory, key=keys)
    return keras.Model([query, memory], layers.Add()([query, x]), name="cross_attention")


def attentions() -> Any:
    import keras
    from keras import layers

    query = keras.Input((4, 8), name="query")
    value = keras.Input((6, 8), name="value")
    dot = layers.Attention(use_scale=True)([query, value])
    additive = layers.AdditiveAttention()([query, value])
    grouped = layers.GroupQueryAttention(4, 4, 2)(query, value)
    return keras.Model(
        [query, value], layers.Average()([dot, additive, grouped]), name="attentions"
    )


def wavenet() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((64, 1))
    x = layers.Conv1D(8, 1)(inputs)
    skips = []
    for dilation in (1, 2, 4):
        gate = layers.Multiply()(
            [
                layers.Conv1D(8, 2, padding="causal", dilation_rate=dilation, activation=word)(x)
                for word in ("tanh", "sigmoid")
            ]
        )
        skip = layers.Conv1D(8, 1)(gate)
        skips.append(skip)
        x = layers.Add()([x, skip])
    return keras.Model(inputs, layers.Conv1D(1, 1)(layers.Add()(skips)), name="wavenet")


def video() -> Any:
    """A CNN at each time step, then an LSTM."""
    import keras
    from keras import layers

    frame = keras.Sequential(
        [keras.Input((16, 16, 3)), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()],
        name="frame",
    )
    inputs = keras.Input((None, 16, 16, 3), name="frames")
    x = layers.TimeDistributed(frame, name="each_frame")(inputs)
    x = layers.TimeDistributed(layers.Dense(6, activation="relu"), name="each_dense")(x)
    return keras.Model(inputs, layers.LSTM(5)(x), name="video")


def custom_cell() -> Any:
    import keras
    from keras import layers, ops

    class MinimalCell(layers.Layer):
        def __init__(self, units: int, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.units = units
            self.state_size = units

        def build(self, input_shape: Any) -> None:
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
            self.recurrent = self.add_weight(shape=(self.units, self.units), name="recurrent")

        def call(self, inputs: Any, states: Any) -> Any:
            output = ops.matmul(inputs, self.kernel) + ops.matmul(states[0], self.recurrent)
            return output, [output]

    inputs = keras.Input((None, 5))
    x = layers.RNN(MinimalCell(7), return_sequences=True)(inputs)
    x = layers.RNN([layers.LSTMCell(6), layers.GRUCell(4)])(x)
    return keras.Model(inputs, x, name="custom_cell")


SEQUENCES = {
    "text_cnn": ZooModel(text_cnn),
    "lstm_classifier": ZooModel(lstm_classifier),
    "bidirectional": ZooModel(bidirectional),
    "translator": ZooModel(translator),
    "conv_lstm": ZooModel(conv_lstm),
    "transformer_encoder": ZooModel(transformer_encoder),
    "vision_transformer": ZooModel(vision_transformer),
    "gpt": ZooModel(gpt),
    "any_length_gpt": ZooModel(any_length_gpt),
    "cross_attention": ZooModel(cross_attention),
    "attentions": ZooModel(attentions),
    "wavenet": ZooModel(wavenet),
    "video": ZooModel(video),
    "custom_cell": ZooModel(custom_cell),
}

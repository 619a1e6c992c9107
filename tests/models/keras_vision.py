"""Image models: the quick-start networks, classic blocks and encoder-decoders."""

from __future__ import annotations

from typing import Any

from tests.models.entry import ZooModel


def dense_quick_start() -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(128, activation="relu", name="hidden_layer"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ],
        name="dense",
    )


def cnn_quick_start() -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, (3, 3), padding="same", activation="relu", name="conv1"),
            layers.MaxPooling2D((2, 2), name="pool1"),
            layers.Flatten(),
            layers.Dense(128, activation="relu", name="fc1"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ],
        name="cnn",
    )


def two_conv_quick_start() -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, (3, 3), padding="same", activation="relu", name="conv1"),
            layers.MaxPooling2D((2, 2), name="pool1"),
            layers.Conv2D(64, (3, 3), padding="same", activation="relu", name="conv2"),
            layers.MaxPooling2D((2, 2), name="pool2"),
            layers.Flatten(),
            layers.Dense(128, activation="relu", name="fc1"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ],
        name="two_conv",
    )


def unbuilt_sequential() -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [layers.Conv2D(8, 3, activation="relu"), layers.GlobalMaxPooling2D(), layers.Dense(4)],
        name="unbuilt",
    )


def residual() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((32, 32, 3), name="image")
    x = layers.Conv2D(16, 3, padding="same", use_bias=False)(inputs)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    for width, stride in ((16, 1), (32, 2)):
        y = layers.Conv2D(width, 3, stride, padding="same", use_bias=False)(x)
        y = layers.ReLU()(layers.BatchNormalization()(y))
        y = layers.Conv2D(width, 3, padding="same", use_bias=False)(y)
        y = layers.BatchNormalization()(y)
        if stride > 1:
            x = layers.Conv2D(width, 1, stride, use_bias=False)(x)
        x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(
        inputs, layers.Dense(10, activation="softmax", name="label")(x), name="resnet"
    )


def inception() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((28, 28, 32))
    one = layers.Conv2D(16, 1, activation="relu", name="b1")(inputs)
    three = layers.Conv2D(12, 1, activation="relu", name="b2_reduce")(inputs)
    three = layers.Conv2D(24, 3, padding="same", activation="relu", name="b2")(three)
    five = layers.Conv2D(4, 1, activation="relu", name="b3_reduce")(inputs)
    five = layers.Conv2D(8, 5, padding="same", activation="relu", name="b3")(five)
    pool = layers.MaxPooling2D(3, 1, padding="same", name="b4_pool")(inputs)
    pool = layers.Conv2D(8, 1, activation="relu", name="b4")(pool)
    joined = layers.Concatenate(name="join")([one, three, five, pool])
    return keras.Model(inputs, joined, name="inception")


def unet() -> Any:
    import keras
    from keras import layers

    def double(x: Any, width: int) -> Any:
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", activation="relu")(x)
        return x

    inputs = keras.Input((64, 64, 1))
    x, skips = inputs, []
    for width in (8, 16):
        x = double(x, width)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = double(x, 32)
    for width, skip in zip((16, 8), reversed(skips)):
        x = layers.Conv2DTranspose(width, 2, 2, padding="same")(x)
        x = double(layers.Concatenate()([skip, x]), width)
    return keras.Model(inputs, layers.Conv2D(1, 1, activation="sigmoid")(x), name="unet")


def autoencoder() -> Any:
    import keras
    from keras import layers

    encoder = keras.Sequential(
        [keras.Input((32,)), layers.Dense(16, activation="relu"), layers.Dense(4)], name="encoder"
    )
    decoder = keras.Sequential(
        [keras.Input((4,)), layers.Dense(16, activation="relu"), layers.Dense(32)], name="decoder"
    )
    inputs = keras.Input((32,))
    return keras.Model(inputs, decoder(encoder(inputs)), name="autoencoder")


def squeeze_excite() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((16, 16, 8))
    x = layers.Conv2D(16, 3, padding="same", name="conv")(inputs)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Conv2D(4, 1, activation="relu", name="squeeze")(gate)
    gate = layers.Conv2D(16, 1, activation="sigmoid", name="excite")(gate)
    return keras.Model(inputs, layers.Multiply()([x, gate]), name="squeeze_excite")


def separable() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((32, 32, 3))
    x = layers.ZeroPadding2D(((0, 1), (0, 1)))(inputs)
    x = layers.Conv2D(8, 3, 2, use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, use_bias=False)(x)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.SeparableConv2D(16, 3, dilation_rate=2, padding="same")(x)
    x = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(5)(x), name="separable")


def dense_block() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((16, 16, 12))
    x = inputs
    for _ in range(3):
        y = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, layers.Conv2D(4, 3, padding="same")(y)])
    return keras.Model(inputs, layers.AveragePooling2D(2)(x), name="dense_block")


def any_size() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((None, None, 3), name="image")
    x = layers.Conv2D(8, 3, 2, padding="same", activation="gelu")(inputs)
    x = layers.GroupNormalization(4)(x)
    x = layers.UpSampling2D(2, interpolation="bilinear")(x)
    return keras.Model(inputs, layers.Conv2D(2, 1)(x), name="any_size")


def pixel_shuffle() -> Any:
    import keras
    from keras import layers, ops

    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(12, 3, padding="same")(inputs)
    x = ops.reshape(x, (-1, 8, 8, 2, 2, 3))
    x = ops.transpose(x, (0, 1, 3, 2, 4, 5))
    x = ops.reshape(x, (-1, 16, 16, 3))
    return keras.Model(inputs, ops.clip(x, 0.0, 1.0), name="pixel_shuffle")


def preprocessing() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((40, 40, 3), name="photo")
    x = layers.Resizing(32, 32)(inputs)
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = layers.RandomFlip("horizontal")(x)
    x = layers.RandomRotation(0.1)(x)
    x = layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 1.0, 1.0])(x)
    x = layers.CenterCrop(28, 28)(x)
    return keras.Model(inputs, layers.Conv2D(4, 3)(x), name="preprocessing")


def mixed_precision() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((16, 16, 3))
    x = layers.Conv2D(8, 3, activation="relu", dtype="mixed_bfloat16")(inputs)
    x = layers.GlobalAveragePooling2D(dtype="mixed_bfloat16")(x)
    return keras.Model(inputs, layers.Dense(3, dtype="float32")(x), name="mixed_precision")


def spectral() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((16, 16, 3))
    x = layers.SpectralNormalization(layers.Conv2D(8, 3, 2, padding="same"))(inputs)
    x = layers.LeakyReLU(0.2)(x)
    return keras.Model(inputs, layers.Flatten()(x), name="spectral")


def volume() -> Any:
    import keras
    from keras import layers

    inputs = keras.Input((8, 16, 16, 1))
    x = layers.Conv3D(4, 3, padding="same", activation="relu")(inputs)
    x = layers.MaxPooling3D()(x)
    x = layers.Conv3DTranspose(2, 2, 2)(x)
    return keras.Model(inputs, layers.GlobalAveragePooling3D()(x), name="volume")


VISION = {
    "dense": ZooModel(dense_quick_start),
    "cnn": ZooModel(cnn_quick_start),
    "two_conv": ZooModel(two_conv_quick_start),
    "unbuilt": ZooModel(unbuilt_sequential, inputs=(28, 28, 1)),
    "residual": ZooModel(residual),
    "inception": ZooModel(inception),
    "unet": ZooModel(unet),
    "autoencoder": ZooModel(autoencoder),
    "squeeze_excite": ZooModel(squeeze_excite),
    "separable": ZooModel(separable),
    "dense_block": ZooModel(dense_block),
    "any_size": ZooModel(any_size),
    "pixel_shuffle": ZooModel(pixel_shuffle),
    "preprocessing": ZooModel(preprocessing),
    "mixed_precision": ZooModel(mixed_precision),
    "spectral": ZooModel(spectral),
    "volume": ZooModel(volume),
}

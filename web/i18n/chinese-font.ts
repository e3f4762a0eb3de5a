/** The font of the Chinese texts: a part of its own, loaded when they are. */
import "@fontsource-variable/noto-sans-sc";

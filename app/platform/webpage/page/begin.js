customElements.define("shoppable-clip", ShoppableClip);

// Files that are still on their way: forms wait for them before they are sent.
import {ref} from 'vue'

export const pendingUploads = ref(0)
